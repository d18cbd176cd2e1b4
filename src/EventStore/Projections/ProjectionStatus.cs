namespace PackageBilling.EventStore;

/// <summary>How a projection is doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Its checkpoint.</param>
/// <param name="Behind">How many positions it is behind the log's tail.</param>
/// <param name="RunsHere">Whether this node keeps it up to date.</param>
/// <param name="Fault">Why it stands still, null when it does not.</param>
/// <param name="RebuiltThrough">How far new tables are that some node is filling; null while none does.</param>
public sealed record ProjectionStatus(
    string Name, long Position, long Behind, bool RunsHere, string? Fault, long? RebuiltThrough);
