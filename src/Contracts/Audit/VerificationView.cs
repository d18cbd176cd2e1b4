namespace PackageBilling.Contracts;

/// <summary>What a verification found wrong.</summary>
/// <param name="Check">What was being checked: <c>head</c>, <c>blocks</c>, <c>seals</c>, <c>index</c>, <c>accounts</c>,
/// <c>book</c>, <c>checkpoints</c>, <c>streams</c>, <c>marks</c> or <c>log</c>.</param>
/// <param name="What">A sentence that names it.</param>
/// <param name="Position">The position in the log, when it is about one.</param>
/// <param name="RunId">The run, when it is about one.</param>
/// <param name="Stored">What is stored.</param>
/// <param name="Recomputed">What it should be by all that it was made from.</param>
public sealed record Fault(
    string Check, string What, long? Position, string? RunId, string? Stored, string? Recomputed);

/// <summary>What a verification found.</summary>
/// <param name="Ok">Whether nothing is wrong.</param>
/// <param name="CheckedEvents">Events of the log that were hashed again.</param>
/// <param name="CheckedRuns">Runs whose seals were made again.</param>
/// <param name="CheckedThrough">The position up to which everything was checked.</param>
/// <param name="Head">
/// The newest links of the chains that were checked: keep it, to prove later that nothing was cut off.
/// </param>
/// <param name="FirstFault">The fault to look at first; null when there is none.</param>
/// <param name="Faults">The first fault of each check.</param>
/// <param name="Signature">The Ed25519 signature of the head, base64; null when heads are not signed.</param>
public sealed record VerificationView(
    bool Ok, long CheckedEvents, long CheckedRuns, long CheckedThrough, string? Head, Fault? FirstFault,
    IReadOnlyList<Fault> Faults, string? Signature);
