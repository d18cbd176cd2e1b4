namespace PackageBilling.EventStore;

/// <summary>An event as the log holds it.</summary>
/// <param name="Position">Its number in the whole log.</param>
/// <param name="Id">Its own id.</param>
/// <param name="StreamId">The stream it belongs to.</param>
/// <param name="Version">Its number in that stream, from 1.</param>
/// <param name="Type">The alias under which its type is stored, such as <c>package_defined</c>.</param>
/// <param name="Data">The event itself, of a registered type.</param>
/// <param name="Metadata">Who, why and when.</param>
public sealed record StoredEvent(
    long Position, Guid Id, string StreamId, long Version, string Type, object Data, EventMetadata Metadata)
{
    /// <summary>The event without what is stored beside it.</summary>
    public StoredFact ToFact() => new(Position, Version, Data);
}

/// <summary>An event without what is stored beside it: all that a book is folded from.</summary>
/// <param name="Position">Its number in the whole log.</param>
/// <param name="Version">Its number in its stream, from 1.</param>
/// <param name="Data">The event itself, of a registered type.</param>
public readonly record struct StoredFact(long Position, long Version, object Data);
