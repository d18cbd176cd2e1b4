using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// Decides what a run would post and reports it: the run's own function with another sink (domain: "Runs", simulation).
/// </summary>
internal sealed class Simulator(BookDecisions decisions, SimulationLines kept, ReadBarrier barrier, TimeProvider clock)
{
    /// <summary>What a run for all customers would post, added up.</summary>
    public async Task<RunTotals> Totals(DateOnly date, TimeSpan patience, CancellationToken ct)
    {
        await barrier.Cover(BookProjection.ProjectionName, patience, ct);
        var totals = new TotalsSum();
        await foreach (var outcome in decisions.Of(new(date, Repeats.AreCharged, null, null, new HashSet<string>()), BookView.Now, _ => { }, ct))
            totals.Add(outcome.Totals);
        return totals.Sum();
    }

    /// <summary>The report; lines beyond <see cref="RunLimits.LinesPerReport"/> are kept to be read page by page.</summary>
    public async Task<Report> Report(RunTerms terms, BookView view, CancellationToken ct)
    {
        await barrier.Cover(BookProjection.ProjectionName, ct);
        var (position, totals) = (0L, new TotalsSum());
        var (lines, accounts) = (new List<ReportLine>(), new List<AccountChange>());
        SimulationLines.Spool? rest = null;
        using var digest = terms.CanBeRun && view.IsNow ? new LinesDigest(terms.Date) : null;
        try
        {
            await foreach (var outcome in decisions.Of(terms, view, opened => position = opened, ct))
            {
                totals.Add(outcome.Totals);
                digest?.Add(outcome);
                foreach (var line in outcome.Lines)
                {
                    if (lines.Count < RunLimits.LinesPerReport) lines.Add(ReportLine.Of(terms.Date, outcome.Customer, line).AsKept());
                    else (rest ??= SimulationLines.Create()).Add(terms.Date, outcome.Customer, line);
                }
                if (outcome.PostsAnything && rest is null)
                    accounts.Add(new(outcome.Customer.CustomerId, outcome.Customer.Credit, outcome.CreditAfter));
            }
            string? id = null;
            if (rest is not null)
            {
                id = Ids.New(clock.GetUtcNow());
                kept.Keep(id, rest);
            }
            return new(null, id, true, terms.Date, position, TotalsView.Of(totals.Sum()), lines, accounts, null,
                digest?.Text() is { } hash ? Preview.Of(terms, position, hash).Token() : null);
        }
        catch
        {
            rest?.Dispose();
            throw;
        }
    }
}
