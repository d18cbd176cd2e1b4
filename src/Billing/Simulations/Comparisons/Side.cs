namespace PackageBilling.Billing.Simulations.Comparisons;

/// <summary>One side of a comparison: a run, or a simulation (api: simulations).</summary>
/// <param name="RunId">The run; then nothing else is given.</param>
/// <param name="Date">The simulation's business date.</param>
/// <param name="CustomerIds">Its customers; null for all.</param>
/// <param name="AsKnownAt">The older form of <see cref="KnownAt"/>.</param>
/// <param name="WhatIf">Hypothetical facts.</param>
internal sealed record Side(
    string? RunId, DateOnly? Date, IReadOnlyList<string>? CustomerIds, AsKnownAt? AsKnownAt, WhatIf? WhatIf)
{
    /// <summary>As known at a position or an instant; null for what is known now.</summary>
    public KnownAtValue? KnownAt { get; init; }

    public Simulation Simulation => new(Date, CustomerIds, AsKnownAt, WhatIf) { KnownAt = KnownAt };
}

/// <summary>A side's lines, in order, and between which positions of the log they were decided.</summary>
internal sealed record SideLines(DateOnly Date, long FirstPosition, long LastPosition, IReadOnlyList<ReportLine> Lines);
