using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PackageBilling.Messaging.Mail;
using Wolverine;

namespace PackageBilling.Messaging;

/// <summary>The ids of messages, and stored messages for people to see.</summary>
internal static class Messages
{
    /// <summary>How people see a share of a charge run.</summary>
    public const string ShareKind = "run-share";

    /// <summary>How people see a document that is sent.</summary>
    public const string MailKind = "document-mail";

    /// <summary>The id of a message, the same for the same text.</summary>
    public static Guid IdOf(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>The share that a stored message asks for; null when it asks for something else.</summary>
    public static PostShare? Share(Envelope envelope) => Read<PostShare>(envelope);

    /// <summary>What a stored message asks for.</summary>
    public static string What(Envelope envelope, string type) =>
        Share(envelope) is { } share ? $"{ShareKind} {share.ShareId}"
        : Read<SendDocument>(envelope) is { } mail ? $"{MailKind} {mail.Number}"
        : type;

    private static T? Read<T>(Envelope envelope) where T : class
    {
        if (envelope.MessageType != typeof(T).FullName || envelope.Data is null) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(envelope.Data, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
