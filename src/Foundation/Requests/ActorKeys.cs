namespace PackageBilling.Foundation;

/// <summary>
/// With which key each event was made, for histories that are read from a read model: it keeps names only, and a name
/// can be given to another key later. The log itself tells, so that no read model has to carry it.
/// </summary>
public static class ActorKeys
{
    /// <summary>
    /// The id of the key behind each event of these streams, by its position; null for the product itself.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, string?>> ReadActorKeys(
        this IEventLog log, IReadOnlyCollection<string> streams, CancellationToken ct) =>
        (await log.ReadStreams(streams, ct)).Values.SelectMany(events => events)
            .ToDictionary(stored => stored.Position, stored => stored.Metadata.KeyId);
}
