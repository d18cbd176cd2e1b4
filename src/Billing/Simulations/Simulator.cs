namespace PackageBilling.Billing.Simulations;

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
        await foreach (var outcome in decisions.Of(
            new(date, OnRepeat.Skip, null, null, new HashSet<string>()), BookView.Now, _ => { }, ct))
            totals.Add(outcome.Totals);
        return totals.Sum();
    }

    /// <summary>The report; lines beyond <see cref="RunLimits.LinesPerReport"/> are kept to be read
    /// page by page.</summary>
    public async Task<Report> Report(RunTerms terms, BookView view, CancellationToken ct)
    {
        await barrier.Cover(BookProjection.ProjectionName, ct);
        var position = 0L;
        using var digest = terms.CanBeRun && view.IsNow ? new LinesDigest(terms.Date) : null;
        var draft = new ReportDraft(terms.Date, digest);
        try
        {
            // The report is written beside the reading of the book:
            // of a million lines either takes as long as the other.
            await using (var behind = new WorkBehind<CustomerOutcome>(draft.Add))
            {
                await foreach (var outcome in decisions.Of(terms, view, opened => position = opened, ct))
                    await behind.Add(outcome);
                await behind.End();
            }
        }
        catch
        {
            draft.Rest?.Dispose();
            throw;
        }
        string? id = null;
        if (draft.Rest is { } rest)
        {
            id = Ids.New(clock.GetUtcNow());
            kept.Keep(id, rest);
        }
        return new(null, id, true, terms.Date, position, TotalsView.Of(draft.Totals.Sum()), draft.Lines, draft.Accounts,
            null, digest?.Text() is { } hash ? Preview.Of(terms, position, hash).Token() : null);
    }
}
