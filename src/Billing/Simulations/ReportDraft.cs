namespace PackageBilling.Billing.Simulations;

/// <summary>A simulation's report while it is being written, customer by customer.</summary>
/// <param name="date">The date that is simulated.</param>
/// <param name="digest">Told of every line; null when nobody asks for it.</param>
internal sealed class ReportDraft(DateOnly date, LinesDigest? digest)
{
    public TotalsSum Totals { get; } = new();

    /// <summary>The first lines, up to <see cref="RunLimits.LinesPerReport"/>.</summary>
    public List<ReportLine> Lines { get; } = [];

    /// <summary>The accounts that change by those lines.</summary>
    public List<AccountChange> Accounts { get; } = [];

    /// <summary>The lines behind them; null when there are none. Whoever takes it disposes it.</summary>
    public SimulationLines.Spool? Rest { get; private set; }

    public void Add(CustomerOutcome outcome)
    {
        Totals.Add(outcome.Totals);
        digest?.Add(outcome);
        foreach (var line in outcome.Lines)
        {
            if (Lines.Count < RunLimits.LinesPerReport) Lines.Add(ReportLine.Of(date, outcome.Customer, line));
            else (Rest ??= SimulationLines.Create()).Add(date, outcome.Customer, line);
        }
        if (outcome.PostsAnything && Rest is null)
            Accounts.Add(new(outcome.Customer.CustomerId, outcome.Customer.Credit, outcome.CreditAfter));
    }
}
