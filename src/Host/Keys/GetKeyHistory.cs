using System.Globalization;

namespace PackageBilling.Host;

/// <summary>Which keys were created and revoked: by whom, when and why, in the order of the log.</summary>
internal static class GetKeyHistory
{
    /// <param name="Position">Where it is in the log.</param>
    /// <param name="Event"><c>created</c> or <c>revoked</c>.</param>
    /// <param name="KeyId">The key that was created or revoked.</param>
    /// <param name="Name">The key's name; null when it was revoked.</param>
    /// <param name="Role">The key's role; null when it was revoked.</param>
    /// <param name="ExpiresAt">From when on the key no longer works; null for never.</param>
    /// <param name="RecordedAt">When.</param>
    /// <param name="Actor">The name of the key it was done with, or of the product's own part.</param>
    /// <param name="ActorKeyId">The id of the key it was done with; null for the product itself.</param>
    /// <param name="Reason">Why, as given in <c>X-Reason</c>.</param>
    internal sealed record Row(
        long Position, string Event, string KeyId, string? Name, string? Role, DateTimeOffset? ExpiresAt,
        DateTimeOffset RecordedAt, string Actor, string? ActorKeyId, string? Reason);

    public static void Map(RouteGroupBuilder keys) => keys
        .MapGet("history", async (string? limit, string? after, IEventLog log, CancellationToken ct) =>
            TypedResults.Ok(await StreamPages.Read(log, KeyFacts.Stream, PageRequest.Read(limit, after), Of, ct)))
        .AllowAudit().WithName(nameof(GetKeyHistory))
        .WithSummary("Which keys were created and revoked: by whom, when and why");

    private static Row Of(StoredEvent stored) => stored.Data switch
    {
        KeyCreated made => With(stored, "created", made.KeyId, made),
        KeyRevoked revoked => With(stored, "revoked", revoked.KeyId, null),
        _ => throw new InvalidOperationException($"An event of type {stored.Type} is in the stream of keys."),
    };

    private static Row With(StoredEvent stored, string what, string keyId, KeyCreated? made) => new(
        stored.Position, what, keyId, made?.Name, made?.Role, made?.ExpiresAt,
        stored.Metadata.RecordedAt, stored.Metadata.Actor, stored.Metadata.KeyId, stored.Metadata.Reason);
}

/// <summary>Reads a stream as a list with pages.</summary>
internal static class StreamPages
{
    public static async Task<Page<TRow>> Read<TRow>(
        IEventLog log, string stream, PageRequest page, Func<StoredEvent, TRow> row, CancellationToken ct)
    {
        var events = await log.ReadStream(stream, page.AfterNumber ?? 0, page.Limit + 1, ct);
        var some = page.Of(events, stored => stored.Version.ToString(CultureInfo.InvariantCulture));
        return new([.. some.Items.Select(row)], some.Next);
    }
}
