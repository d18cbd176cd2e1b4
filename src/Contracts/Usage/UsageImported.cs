namespace PackageBilling.Contracts;

/// <summary>What became of a file of calls (api: usage).</summary>
/// <param name="Rows">Rows of the file, also those that were skipped.</param>
/// <param name="Accepted">Calls that were recorded now.</param>
/// <param name="Duplicates">Calls that were recorded before, with the same content.</param>
/// <param name="SkippedCount">Rows that a condition of the mapping skipped.</param>
/// <param name="Skipped">The same by condition.</param>
/// <param name="RejectedCount">Rows that were not taken.</param>
/// <param name="Rejected">The first of them, in the order of lines, with all that is wrong with each.</param>
/// <param name="ImportId">Names the calls that were recorded now, so that they can be voided together.</param>
public sealed record UsageImported(
    long Rows, long Accepted, long Duplicates, long SkippedCount, IReadOnlyList<SkippedRows> Skipped,
    long RejectedCount, IReadOnlyList<RejectedCall> Rejected, string ImportId);

/// <summary>Rows that were skipped, and why.</summary>
public sealed record SkippedRows(string Reason, long Rows);
