namespace PackageBilling.Billing.Corrections;

/// <summary>The report of a run's reversal while it is being written.
/// Lines beyond <see cref="RunLimits.LinesPerReport"/> are kept like those of simulations.</summary>
internal sealed class ReversalReport : IDisposable
{
    private readonly TotalsSum _totals = new();
    private readonly List<ReportLine> _lines = [];
    private readonly List<AccountChange> _accounts = [];
    private SimulationLines.Spool? _rest;
    private long? _position;

    /// <summary>Says the position of the book that some of it was decided at; the first one is shown.</summary>
    public void DecidedAt(long position) => _position ??= position;

    public void Add(CustomerReversal customer)
    {
        var lines = customer.Lines.Select(ReportLine.Of).ToList();
        for (var i = 0; i < lines.Count; i++)
            if (_lines.Count < RunLimits.LinesPerReport) _lines.Add(lines[i]);
            else (_rest ??= SimulationLines.Create()).Add(customer.Lines[i]);
        if (_rest is null)
            _accounts.Add(new(customer.CustomerId, customer.CreditBefore, customer.Lines[^1].CreditAfter));
        var assignments = lines.Select(line => line.AssignmentId).Distinct(StringComparer.Ordinal).Count();
        _totals.Add(new(assignments, assignments, 0, 0, 0, [new(
            lines[0].Currency, lines.Count, lines.Sum(line => line.Retail), lines.Sum(line => line.Cost),
            lines.Where(line => line.DebitsCredit).Sum(line => line.Retail))]));
    }

    /// <summary>The report of all that was added.</summary>
    public Report End(ChargeRunStarted run, bool simulate, SimulationLines kept, DateTimeOffset now)
    {
        string? id = null;
        if (_rest is { } rest)
        {
            kept.Keep(id = Ids.New(now), rest);
            _rest = null;
        }
        return new(run.RunId, id, simulate, run.Date, _position, TotalsView.Of(_totals.Sum()), _lines, _accounts, null);
    }

    public void Dispose() => _rest?.Dispose();
}
