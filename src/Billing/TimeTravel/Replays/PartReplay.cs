namespace PackageBilling.Billing;

/// <summary>A part of a run decided again, compared line by line with what was recorded.</summary>
internal static class PartReplay
{
    /// <summary>The differences, in the order of lines.</summary>
    public static IReadOnlyList<Difference> Compare(
        ChargeRunStarted run, ChargeRunPartPosted part, RecordedPart recorded, IReadOnlyList<CustomerOutcome> outcomes)
    {
        var differences = new List<Difference>();
        var recomputed = outcomes.SelectMany(outcome => outcome.Lines.Select(line => AsRecorded(run.Date, outcome.Customer, line))).ToList();
        differences.AddRange(LinePairs.Of(recorded.Lines, recomputed).Where(pair => pair.Left != pair.Right).Select(Difference.Of));
        foreach (var outcome in outcomes) Accounts(part, recorded, outcome, differences);
        var totals = new TotalsSum();
        foreach (var outcome in outcomes) totals.Add(outcome.Totals);
        var sum = totals.Sum();
        if (sum with { ByCurrency = [] } != part.Totals with { ByCurrency = [] } || !sum.ByCurrency.SequenceEqual(part.Totals.ByCurrency))
            differences.Add(new($"totals of part {part.Part}", part.Totals, sum, null));
        return differences;
    }

    /// <summary>A decided line in the form in which recorded ones are read: one that was not charged is recorded without its interval.</summary>
    private static ReportLine AsRecorded(DateOnly date, CustomerBook customer, Line line)
    {
        var shown = ReportLine.Of(date, customer, line);
        return line.Outcome == LineOutcome.Charged
            ? shown with { ChargeId = ChargeIds.Of(line.Assignment.AssignmentId, line.Kind, line.KeyDate, line.Nth) }
            : shown with { Spend = null, IntervalFrom = null, IntervalTo = null };
    }

    private static void Accounts(ChargeRunPartPosted part, RecordedPart recorded, CustomerOutcome outcome, List<Difference> differences)
    {
        var posting = recorded.Postings.GetValueOrDefault(outcome.Customer.CustomerId);
        if (posting is null || !outcome.PostsAnything) return;
        var was = new CreditMoved(posting.DecidedAt, posting.Currency, posting.CreditBefore, posting.CreditAfter, posting.Debited, posting.Accrued);
        var totals = outcome.Totals.ByCurrency[0];
        var now = new CreditMoved(part.Position, outcome.Customer.Currency, outcome.Customer.Credit, outcome.CreditAfter, totals.Debited, totals.Retail - totals.Debited);
        if (was != now) differences.Add(new($"account of {outcome.Customer.CustomerId}", was, now, null));
    }

    private sealed record CreditMoved(long DecidedAt, string Currency, decimal CreditBefore, decimal CreditAfter, decimal Debited, decimal Accrued);
}
