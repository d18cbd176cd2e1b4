namespace PackageBilling.Contracts;

/// <summary>
/// Totals as the interface shows them: amounts are null when more than one currency is among them (I16).
/// </summary>
public sealed record TotalsView(
    int Considered,
    int Charged,
    int AlreadyCharged,
    int Skipped,
    int Quarantined,
    int Lines,
    decimal? Retail,
    decimal? Cost,
    decimal? Margin,
    decimal? Debited,
    IReadOnlyList<CurrencyTotalsView> ByCurrency,
    int AlreadyChargedLines,
    int SkippedLines,
    int QuarantinedLines);

/// <summary>The lines of one currency.</summary>
public sealed record CurrencyTotalsView(
    string Currency, int Lines, decimal Retail, decimal Cost, decimal Margin, decimal Debited);
