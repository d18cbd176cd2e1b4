namespace PackageBilling.Billing.Runs;

/// <summary>
/// What Billing's answers show of the seals of runs. Whoever seals runs implements it: Billing knows nothing of how.
/// </summary>
internal interface IRunSeals
{
    /// <summary>The seals of those of these runs that have one.</summary>
    Task<IReadOnlyDictionary<string, string>> Of(IEnumerable<string> runIds, CancellationToken ct);

    /// <summary>A run's seal, null while it has none, and the head of the chains at this moment.</summary>
    Task<(string? Seal, string? Head)> Of(string runId, CancellationToken ct);

    /// <summary>
    /// Waits until the runs that have ended by now are sealed, 2 seconds at most: sealing follows the log on its own.
    /// </summary>
    Task WaitBriefly(CancellationToken ct);
}
