namespace PackageBilling.Contracts;

/// <summary>
/// Two sides laid side by side: what each is owed, line by line, per customer and in total. Currencies stay apart
/// (I16).
/// </summary>
/// <param name="Left">The one side.</param>
/// <param name="Right">The other.</param>
/// <param name="Equal">Whether no line differs.</param>
/// <param name="Different">How many lines differ.</param>
/// <param name="Lines">The first 1,000 of them in JSON, all of them in CSV.</param>
/// <param name="Customers">The customers that differ.</param>
/// <param name="Totals">Both sides added up.</param>
public sealed record ComparisonView(
    SideView Left, SideView Right, bool Equal, int Different, IReadOnlyList<LineDifference> Lines,
    IReadOnlyList<OwedDifference> Customers, IReadOnlyList<OwedDifference> Totals);

/// <summary>Which side it is.</summary>
public sealed record SideView(string? RunId, DateOnly Date, long Position);

/// <summary>A line that differs; null on a side that has none.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="AssignmentId">The assignment.</param>
/// <param name="PackageId">Its package.</param>
/// <param name="Kind">What the amount is.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Left">The line of the one side.</param>
/// <param name="Right">The line of the other.</param>
/// <param name="Retail">Right minus left of what the customer owes.</param>
/// <param name="Cost">Right minus left of what it costs.</param>
/// <param name="FirstEvent">
/// The first event between the two positions that touches the line's assignment, package or customer.
/// </param>
public sealed record LineDifference(
    string CustomerId, string AssignmentId, string PackageId, ChargeKind Kind, string Currency, ReportLine? Left,
    ReportLine? Right, decimal Retail, decimal Cost, EventView? FirstEvent);

/// <summary>What is owed on both sides in one currency; of one customer, or of all.</summary>
public sealed record OwedDifference(
    string? CustomerId, string Currency, Owed Left, Owed Right, decimal Retail, decimal Cost, decimal Margin);

/// <summary>Lines that are owed, that is, charged by this run or before and not reversed.</summary>
public readonly record struct Owed(int Lines, decimal Retail, decimal Cost, decimal Margin)
{
    /// <summary>Both added up.</summary>
    public Owed Plus(Owed more) =>
        new(Lines + more.Lines, Retail + more.Retail, Cost + more.Cost, Margin + more.Margin);
}
