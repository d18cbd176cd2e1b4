namespace PackageBilling.Contracts;

/// <summary>What came of a replay (api: "Billing").</summary>
/// <param name="RunId">The run.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Equal">Whether every line, account, total and the seal were made again as they were recorded.</param>
/// <param name="Lines">How many lines were decided again, charged or not.</param>
/// <param name="Different">How many differences there are.</param>
/// <param name="Differences">The first 1,000 of them.</param>
/// <param name="Position">The lowest position of the log that a part of the run was decided at.</param>
/// <param name="EngineVersion">The version of the rules that it was decided by, then and again.</param>
/// <param name="RecordedSeal">The run's seal; null while it has none.</param>
/// <param name="RecomputedSeal">The seal of the lines decided again; null while there is none to compare with.</param>
/// <param name="FoldedFrom">
/// The position of the sealed checkpoint that the book was folded from; 0 when it was folded from the first event.
/// </param>
public sealed record ReplayView(
    string RunId, DateOnly Date, bool Equal, int Lines, int Different, IReadOnlyList<Difference> Differences,
    long Position, string EngineVersion, string? RecordedSeal, string? RecomputedSeal, long FoldedFrom);

/// <summary>Something that is recorded otherwise than it is decided again.</summary>
/// <param name="Line">The charge line's id; or the account, the totals or the postings that differ.</param>
/// <param name="Recorded">As recorded; null when it is not there.</param>
/// <param name="Recomputed">As decided again; null when it is not.</param>
/// <param name="FirstEvent">
/// The event that it rests on: the newest one of its assignment, package or customer at the run's position.
/// </param>
public sealed record Difference(string Line, object? Recorded, object? Recomputed, EventView? FirstEvent);
