namespace PackageBilling.Billing.Reconciliations;

/// <summary>What a reconciliation may bring and keep, with the reasons.</summary>
internal static class ReconciliationLimits
{
    /// <summary>Rows of one report. More than that is a file of another carrier or a wrong mapping, and nobody works
    /// through so many.</summary>
    public const int Differences = 100_000;

    /// <summary>Rows of one event: about 200 KB.</summary>
    public const int RowsPerEvent = 1_000;

    /// <summary>Faults of rejected rows that are kept.</summary>
    public const int RejectsKept = 1_000;

    /// <summary>Characters of a fault, or of a source.</summary>
    public const int Text = 200;

    /// <summary>Packages that a report can be limited to.</summary>
    public const int Packages = 100;

    /// <summary>The largest quantity of a file; an assignment has at most a million.</summary>
    public const int Quantity = 1_000_000_000;

    /// <summary>The longest span of a supplier's bill in days: a year and a few days on either side.</summary>
    public const int SpanDays = 400;
}
