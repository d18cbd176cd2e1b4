namespace PackageBilling.Charging.Runs;

/// <summary>What a run decides for one customer.</summary>
/// <param name="Customer">The book that it was decided from.</param>
/// <param name="Lines">Every considered line, in the order of assignment id and kind.</param>
/// <param name="CreditAfter">The customer's credit after the charged ones.</param>
/// <param name="Totals">The same, counted.</param>
public sealed record CustomerOutcome(
    CustomerBook Customer, IReadOnlyList<DecidedLine> Lines, decimal CreditAfter, RunTotals Totals)
{
    /// <summary>Whether any line is charged.</summary>
    public bool PostsAnything => Totals.Charged > 0;
}
