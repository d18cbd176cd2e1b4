namespace PackageBilling.EventStore;

/// <summary>One event of a bulk append, already in its stored form.</summary>
/// <param name="StreamId">Its stream. Several events of one stream follow each other in the list.</param>
/// <param name="ExpectedVersion">The stream's version before this bulk append; 0 when it does not exist yet.</param>
/// <param name="EventType">The registered type that <paramref name="Json"/> is of.</param>
/// <param name="Json">The event as <see cref="EventJson.Write"/> makes it.</param>
public readonly record struct BulkEvent(
    string StreamId, long ExpectedVersion, Type EventType, ReadOnlyMemory<byte> Json);

/// <summary>What a bulk append did.</summary>
/// <param name="Positions">For each event its position, 0 for one that was left out.</param>
/// <param name="Conflicts">The streams that were not at the version expected.</param>
public sealed record BulkAppended(IReadOnlyList<long> Positions, IReadOnlySet<string> Conflicts);
