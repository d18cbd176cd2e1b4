namespace PackageBilling.Contracts;

/// <summary>What a run did, or what it would do (api: "Report").</summary>
/// <param name="RunId">The run, or the run that was or would be reversed; null for a simulation.</param>
/// <param name="SimulationId">
/// The id under which further lines can be read page by page (api: simulations); null when all are here.
/// </param>
/// <param name="Simulate">Whether nothing was written.</param>
/// <param name="Date">The business date.</param>
/// <param name="Position">The position of the log that it was decided at.</param>
/// <param name="Totals">All lines added up, also those that are not here.</param>
/// <param name="Lines">The lines in order, at most 5,000.</param>
/// <param name="Accounts">The accounts of these lines that were, or would be, charged.</param>
/// <param name="Next">What to send as <c>after</c> for further lines; null when all are here.</param>
/// <param name="PreviewToken">
/// What a run is given to post exactly these lines; null when there is no such run, or it would be too long.
/// </param>
/// <param name="Seal">The run's seal; null for a simulation, and while a run has none.</param>
/// <param name="Head">
/// The newest links of the chains, to be kept outside of the database; null for a simulation.
/// </param>
public sealed record Report(
    string? RunId,
    string? SimulationId,
    bool Simulate,
    DateOnly Date,
    long? Position,
    TotalsView Totals,
    IReadOnlyList<ReportLine> Lines,
    IReadOnlyList<AccountChange> Accounts,
    string? Next,
    string? PreviewToken = null,
    string? Seal = null,
    string? Head = null);

/// <summary>A customer's credit before and after.</summary>
public sealed record AccountChange(string CustomerId, decimal CreditBefore, decimal CreditAfter);
