namespace PackageBilling.Billing.Simulations;

/// <summary>Two lists of lines in their order, laid side by side: a line and its counterpart, or one without.</summary>
internal static class LinePairs
{
    public static IEnumerable<(ReportLine? Left, ReportLine? Right)> Of(
        IReadOnlyList<ReportLine> left, IReadOnlyList<ReportLine> right)
    {
        var (l, r) = (0, 0);
        while (l < left.Count || r < right.Count)
        {
            var order = l == left.Count ? 1 : r == right.Count ? -1 : ReportLine.Order.Compare(left[l], right[r]);
            yield return (order <= 0 ? left[l++] : null, order >= 0 ? right[r++] : null);
        }
    }
}
