namespace PackageBilling.Charging.Runs;

/// <summary>What a run did. considered = charged + alreadyCharged + skipped + quarantined (I4);
/// these count assignments.</summary>
/// <param name="Considered">Assignments that were due or had setup open.</param>
/// <param name="Charged">Those with a line posted by this run.</param>
/// <param name="AlreadyCharged">Those whose lines were all posted before.</param>
/// <param name="Skipped">Those that had a reason not to be charged.</param>
/// <param name="Quarantined">Those that could not be decided.</param>
/// <param name="ByCurrency">The lines posted, per currency, sorted ordinally:
/// amounts of different currencies are never added (I16).</param>
/// <param name="AlreadyChargedLines">Lines that were posted before, of any assignment:
/// one that is charged can have some too.</param>
/// <param name="SkippedLines">Lines that had a reason not to be charged, of any assignment.</param>
/// <param name="QuarantinedLines">Lines that could not be decided.</param>
public sealed record RunTotals(
    int Considered, int Charged, int AlreadyCharged, int Skipped, int Quarantined,
    IReadOnlyList<CurrencyTotals> ByCurrency,
    int AlreadyChargedLines = 0, int SkippedLines = 0, int QuarantinedLines = 0);

/// <summary>The lines of one currency.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Lines">How many.</param>
/// <param name="Retail">What customers pay.</param>
/// <param name="Cost">What the carrier pays.</param>
/// <param name="Debited">The part of retail that took credit.</param>
public sealed record CurrencyTotals(string Currency, int Lines, decimal Retail, decimal Cost, decimal Debited);
