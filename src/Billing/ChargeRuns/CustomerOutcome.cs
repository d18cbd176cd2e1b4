namespace PackageBilling.Billing;

/// <summary>What a run decides for one customer.</summary>
/// <param name="Customer">The book that it was decided from.</param>
/// <param name="Lines">Every considered line, in the order of assignment id and kind.</param>
/// <param name="CreditAfter">The customer's credit after the charged ones.</param>
/// <param name="Totals">The same, counted.</param>
internal sealed record CustomerOutcome(CustomerBook Customer, IReadOnlyList<Line> Lines, decimal CreditAfter, RunTotals Totals)
{
    public IEnumerable<Line> Charged => Lines.Where(line => line.Outcome == LineOutcome.Charged);

    public bool PostsAnything => Totals.Charged > 0;
}
