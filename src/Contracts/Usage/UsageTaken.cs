namespace PackageBilling.Contracts;

/// <summary>What became of a body of calls (api: usage).</summary>
/// <param name="Accepted">Calls that were recorded now.</param>
/// <param name="Duplicates">Calls that were recorded before, with the same content.</param>
/// <param name="RejectedCount">Records that were not taken.</param>
/// <param name="Rejected">The first of them, in the order of lines.</param>
/// <param name="Calls">What each call was answered, now or before, in the order of lines; null for long bodies.</param>
/// <param name="ImportId">Names the calls that were recorded now, so that they can be voided together.</param>
public sealed record UsageTaken(
    long Accepted, long Duplicates, long RejectedCount, IReadOnlyList<RejectedCall> Rejected,
    IReadOnlyList<AnsweredCall>? Calls, string ImportId);

/// <summary>What a call was answered.</summary>
public sealed record AnsweredCall(string CallId, int FreeSeconds, decimal Charged);
