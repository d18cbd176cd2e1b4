namespace PackageBilling.Auditing.Replay;

/// <summary>What a posting did to an account.</summary>
internal sealed record CreditMoved(
    long DecidedAt, string Currency, decimal CreditBefore, decimal CreditAfter, decimal Debited, decimal Accrued)
{
    public static CreditMoved Of(ChargesPosted posted) =>
        new(posted.DecidedAt, posted.Currency, posted.CreditBefore, posted.CreditAfter, posted.Debited, posted.Accrued);

    /// <summary>What was decided, at a position.</summary>
    public static CreditMoved Of(long position, CustomerOutcome outcome)
    {
        var totals = outcome.Totals.ByCurrency[0];
        return new(position, outcome.Customer.Currency, outcome.Customer.Credit, outcome.CreditAfter, totals.Debited,
            totals.Retail - totals.Debited);
    }
}
