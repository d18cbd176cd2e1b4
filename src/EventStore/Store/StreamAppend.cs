namespace PackageBilling.EventStore;

/// <summary>Events for one stream.</summary>
/// <param name="StreamId">The stream, such as <c>package-0199…</c>.</param>
/// <param name="ExpectedVersion">The version that the decision was made at; 0 when the stream must not exist yet; null
/// when the facts hold whatever else the stream has got meanwhile.</param>
/// <param name="Events">The facts, of registered types, in order.</param>
public sealed record StreamAppend(string StreamId, long? ExpectedVersion, IReadOnlyList<object> Events);
