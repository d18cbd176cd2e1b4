namespace PackageBilling.Billing.Simulations.Comparisons;

/// <summary>Compares two lists of lines. Ids are no difference: a simulated line has none.</summary>
internal static class Comparison
{
    /// <summary>The lines that differ, in order.</summary>
    public static List<LineDifference> Lines(SideLines left, SideLines right) =>
        [.. LinePairs.Of(left.Lines, right.Lines).Where(pair => !Same(pair.Left, pair.Right)).Select(pair =>
        {
            var (line, was, is_) = ((pair.Left ?? pair.Right)!, Owed.Of(pair.Left), Owed.Of(pair.Right));
            return new LineDifference(line.CustomerId, line.AssignmentId, line.PackageId, line.Kind, line.Currency, pair.Left, pair.Right,
                is_.Retail - was.Retail, is_.Cost - was.Cost, null);
        })];

    /// <summary>What each customer, or all together, owe on both sides per currency; in order.</summary>
    public static List<OwedDifference> Sums(SideLines left, SideLines right, bool byCustomer)
    {
        var sums = new Dictionary<(string Customer, string Currency), (Owed Left, Owed Right)>();
        foreach (var line in left.Lines) sums[Key(line)] = (sums.GetValueOrDefault(Key(line)).Left.Plus(Owed.Of(line)), sums.GetValueOrDefault(Key(line)).Right);
        foreach (var line in right.Lines) sums[Key(line)] = (sums.GetValueOrDefault(Key(line)).Left, sums.GetValueOrDefault(Key(line)).Right.Plus(Owed.Of(line)));
        return [.. sums.OrderBy(sum => sum.Key.Customer, StringComparer.Ordinal).ThenBy(sum => sum.Key.Currency, StringComparer.Ordinal).Select(sum => new OwedDifference(byCustomer ? sum.Key.Customer : null, sum.Key.Currency, sum.Value.Left, sum.Value.Right,
            sum.Value.Right.Retail - sum.Value.Left.Retail, sum.Value.Right.Cost - sum.Value.Left.Cost, sum.Value.Right.Margin - sum.Value.Left.Margin))];

        (string, string) Key(ReportLine line) => (byCustomer ? line.CustomerId : "", line.Currency);
    }

    private static bool Same(ReportLine? left, ReportLine? right) => left is not null && right is not null && Bare(left) == Bare(right);

    private static ReportLine Bare(ReportLine line) => line with { ChargeId = null, Spend = null, IntervalFrom = null, IntervalTo = null, Date = default };
}
