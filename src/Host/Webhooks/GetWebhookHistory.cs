namespace PackageBilling.Host;

/// <summary>Which webhooks were created and deleted: by whom, when and why, in the order of the log.</summary>
internal static class GetWebhookHistory
{
    /// <param name="Position">Where it is in the log.</param>
    /// <param name="Event"><c>created</c> or <c>deleted</c>.</param>
    /// <param name="WebhookId">The webhook.</param>
    /// <param name="Url">Where it is told; null when it was deleted.</param>
    /// <param name="Events">The events that it is told of; null when it was deleted.</param>
    /// <param name="RecordedAt">When.</param>
    /// <param name="Actor">The name of the key it was done with.</param>
    /// <param name="ActorKeyId">The id of that key.</param>
    /// <param name="Reason">Why, as given in <c>X-Reason</c>.</param>
    internal sealed record Row(
        long Position, string Event, string WebhookId, string? Url, IReadOnlyList<string>? Events,
        DateTimeOffset RecordedAt, string Actor, string? ActorKeyId, string? Reason);

    public static void Map(RouteGroupBuilder webhooks) => webhooks
        .MapGet("history", async (string? limit, string? after, IEventLog log, CancellationToken ct) =>
            TypedResults.Ok(await StreamPages.Read(log, WebhookFacts.Stream, PageRequest.Read(limit, after), Of, ct)))
        .AllowAudit().WithName(nameof(GetWebhookHistory))
        .WithSummary("Which webhooks were created and deleted: by whom, when and why");

    private static Row Of(StoredEvent stored) => stored.Data switch
    {
        WebhookCreated made => With(stored, "created", made.WebhookId, made),
        WebhookDeleted deleted => With(stored, "deleted", deleted.WebhookId, null),
        _ => throw new InvalidOperationException($"An event of type {stored.Type} is in the stream of webhooks."),
    };

    private static Row With(StoredEvent stored, string what, string webhookId, WebhookCreated? made) => new(
        stored.Position, what, webhookId, made?.Url, made?.Subscribed,
        stored.Metadata.RecordedAt, stored.Metadata.Actor, stored.Metadata.KeyId, stored.Metadata.Reason);
}
