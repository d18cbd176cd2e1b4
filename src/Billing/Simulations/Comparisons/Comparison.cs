namespace PackageBilling.Billing.Simulations.Comparisons;

/// <summary>Compares two lists of lines. Ids are no difference: a simulated line has none.</summary>
internal static class Comparison
{
    /// <summary>The lines that differ, in order.</summary>
    public static List<LineDifference> Lines(SideLines left, SideLines right) =>
        [.. LinePairs.Of(left.Lines, right.Lines).Where(pair => !Same(pair.Left, pair.Right)).Select(pair =>
        {
            var (line, was, is_) = ((pair.Left ?? pair.Right)!, OwedFor(pair.Left), OwedFor(pair.Right));
            return new LineDifference(line.CustomerId, line.AssignmentId, line.PackageId, line.Kind, line.Currency,
                pair.Left, pair.Right, is_.Retail - was.Retail, is_.Cost - was.Cost, null);
        })];

    /// <summary>What each customer, or all together, owe on both sides per currency; in order.</summary>
    public static List<OwedDifference> Sums(SideLines left, SideLines right, bool byCustomer)
    {
        var sums = new Dictionary<(string Customer, string Currency), (Owed Left, Owed Right)>();
        foreach (var line in left.Lines) Add(line, OwedFor(line), default);
        foreach (var line in right.Lines) Add(line, default, OwedFor(line));
        return [.. sums.OrderBy(sum => sum.Key.Customer, StringComparer.Ordinal)
            .ThenBy(sum => sum.Key.Currency, StringComparer.Ordinal).Select(sum => new OwedDifference(
                byCustomer ? sum.Key.Customer : null, sum.Key.Currency, sum.Value.Left, sum.Value.Right,
            sum.Value.Right.Retail - sum.Value.Left.Retail, sum.Value.Right.Cost - sum.Value.Left.Cost,
                sum.Value.Right.Margin - sum.Value.Left.Margin))];

        void Add(ReportLine line, Owed left, Owed right)
        {
            var key = (byCustomer ? line.CustomerId : "", line.Currency);
            var sum = sums.GetValueOrDefault(key);
            sums[key] = (sum.Left.Plus(left), sum.Right.Plus(right));
        }
    }

    // What is owed was charged by this run or before, and not reversed.
    private static Owed OwedFor(ReportLine? line) => line is { Outcome: LineOutcome.Charged }
        or { Outcome: LineOutcome.AlreadyCharged, Reason: not Reasons.Reversed }
        ? new(1, line.Retail, line.Cost, line.Retail - line.Cost)
        : default;

    private static bool Same(ReportLine? left, ReportLine? right) =>
        left is not null && right is not null && Bare(left) == Bare(right);

    private static ReportLine Bare(ReportLine line) => line with { ChargeId = null, Spend = null, IntervalFrom = null,
        IntervalTo = null, ActiveDays = null, Date = default };
}
