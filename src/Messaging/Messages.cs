using System.Text.Json;
using Wolverine;

namespace PackageBilling.Messaging;

/// <summary>Reads stored messages for people to see.</summary>
internal static class Messages
{
    /// <summary>How people see a share of a charge run.</summary>
    public const string ShareKind = "run-share";

    /// <summary>The share that a stored message asks for; null when it asks for something else.</summary>
    public static PostShare? Share(Envelope envelope)
    {
        if (envelope.MessageType != typeof(PostShare).FullName || envelope.Data is null) return null;
        try
        {
            return JsonSerializer.Deserialize<PostShare>(envelope.Data, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
