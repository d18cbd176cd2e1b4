using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Decides the dates of past runs again with what is known now, as if nothing had been posted, and lays that beside what stands. A line
/// that was taken back on purpose is no gap; setup is due once, on the date on which it was posted or, if it never was, on the first.
/// </summary>
internal sealed class ImpactFinder(BookDecisions decisions, RunLines runLines, PastRuns past, IEventLog log)
{
    public async Task<Impact> Find(DateOnly from, DateOnly to, IReadOnlyList<string>? customerIds, long position, CancellationToken ct)
    {
        var runs = await past.Runs(from, to, position, ct);
        if (runs.Count == 0) return new(position, []);
        var corrections = await past.Corrections(from, to, position, ct);
        var reversed = await past.Reversed(position, ct);
        var setups = new HashSet<string>(await past.SetUp(customerIds, ct), StringComparer.Ordinal);
        var found = new List<ImpactLine>();
        foreach (var onDate in runs.GroupBy(run => run.Date))
        {
            var date = new DateImpact(onDate.Key, reversed, setups, corrections);
            await AddRecorded(date, onDate, customerIds, ct);
            await AddDue(date, Covered(onDate, customerIds), position, ct);
            found.AddRange(date.Lines(customerIds));
            if (found.Count > TimeTravelLimits.ImpactLines)
                throw Foundation.Refuse.Because("customerIds", $"must be given when more than {TimeTravelLimits.ImpactLines} lines differ");
        }
        var facts = await FactsBehind.Find(log, runs.Min(run => run.Position), position, found.Select(line => line.About), ct);
        return new(position, [.. found.Select(line => line with { FirstEvent = facts.First(line.About) })]);
    }

    private async Task AddRecorded(DateImpact date, IEnumerable<PastRuns.Run> runs, IReadOnlyList<string>? customerIds, CancellationToken ct)
    {
        var wanted = customerIds?.ToHashSet(StringComparer.Ordinal);
        foreach (var run in runs)
            await foreach (var line in runLines.All(run.RunId, run.Date, ct))
                if (line.Outcome == LineOutcome.Charged && wanted?.Contains(line.CustomerId) != false) date.AddRecorded(line);
    }

    private async Task AddDue(DateImpact date, (bool Any, IReadOnlyList<string>? CustomerIds) covered, long position, CancellationToken ct)
    {
        if (!covered.Any) return;
        var terms = new RunTerms(date.Date, Repeats.AreCharged, covered.CustomerIds, null, new HashSet<string>());
        await foreach (var outcome in decisions.Of(terms, new(position, PostedAt: 0), _ => { }, ct)) date.AddDue(outcome);
    }

    /// <summary>The customers that a completed charge run of the date was for.</summary>
    private static (bool Any, IReadOnlyList<string>? CustomerIds) Covered(IEnumerable<PastRuns.Run> runs, IReadOnlyList<string>? asked)
    {
        var covering = runs.Where(run => run.Covers).ToList();
        if (covering.Exists(run => run.CustomerIds is null)) return (true, asked);
        var covered = covering.SelectMany(run => run.CustomerIds!).Distinct(StringComparer.Ordinal);
        IReadOnlyList<string> both = [.. (asked is null ? covered : covered.Intersect(asked, StringComparer.Ordinal)).Order(StringComparer.Ordinal)];
        return (both.Count > 0, both);
    }
}
