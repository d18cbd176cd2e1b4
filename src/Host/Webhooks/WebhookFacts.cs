namespace PackageBilling.Host;

/// <summary>
/// The stream of what happened to webhooks. Each event's metadata says who did it, with which key, and why.
/// </summary>
internal static class WebhookFacts
{
    public const string Stream = "webhooks";

    public static readonly Type[] Events = [typeof(WebhookCreated), typeof(WebhookDeleted)];

    /// <summary>What happened, whatever else has happened meanwhile.</summary>
    public static StreamAppend Append(object fact) => new(Stream, null, [fact]);
}

/// <summary>A webhook was created. Its secret is in no event.</summary>
/// <param name="WebhookId">Its id.</param>
/// <param name="Url">Where it is told, without a query: that may hold a secret, and an event stays.</param>
/// <param name="Subscribed">The events that it is told of.</param>
internal sealed record WebhookCreated(string WebhookId, string Url, IReadOnlyList<string> Subscribed);

/// <summary>A webhook was deleted, with its deliveries.</summary>
internal sealed record WebhookDeleted(string WebhookId);
