namespace PackageBilling.Billing;

/// <summary>What past runs would have posted otherwise, had they known what is known at a position.</summary>
internal sealed record Impact(long Position, IReadOnlyList<ImpactLine> Lines);

/// <summary>A line, or a gap where one was due, that differs from what is known by now.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Correction">The line that puts it right.</param>
/// <param name="Stands">What stands by now: as posted, with earlier corrections.</param>
/// <param name="Due">What should.</param>
/// <param name="About">The line as it was posted, or as it is due.</param>
internal sealed record ImpactLine(string CustomerId, string Currency, RestatedLine Correction, RetailCost Stands, RetailCost Due, ReportLine About)
{
    /// <summary>The first event since the runs that it differs by.</summary>
    public FactView? FirstEvent { get; init; }
}

/// <summary>What the customer pays and what the carrier pays.</summary>
internal readonly record struct RetailCost(decimal Retail, decimal Cost)
{
    public static RetailCost operator +(RetailCost one, RetailCost other) => new(one.Retail + other.Retail, one.Cost + other.Cost);

    public static RetailCost operator -(RetailCost one, RetailCost other) => new(one.Retail - other.Retail, one.Cost - other.Cost);
}
