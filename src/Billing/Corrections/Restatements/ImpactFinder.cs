namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>
/// Decides the dates of past runs again by today's rules and by what is known at a position, as if nothing had been
/// posted, and lays that beside what stands. A line that was reversed is no gap, whether it is to be charged
/// again by a run or never.
/// </summary>
internal sealed class ImpactFinder(
    BookDecisions decisions, RunLines runLines, PastRuns past, IEventLog log, NpgsqlDataSource source)
{
    /// <param name="from">The first business date.</param>
    /// <param name="to">The last business date.</param>
    /// <param name="customerIds">The customers, sorted ordinally; null for all.</param>
    /// <param name="position">The position up to which facts count; the book covers it.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ProblemException">More lines differ than can be held.</exception>
    public async Task<Impact> Find(
        DateOnly from, DateOnly to, IReadOnlyList<string>? customerIds, long position, CancellationToken ct)
    {
        var runs = (await past.Runs(from, to, position, ct)).Where(run => IsAbout(run, customerIds)).ToList();
        if (runs.Count == 0) return new(position, []);
        var corrections = await past.Corrections(
            from, to, customerIds?.ToHashSet(StringComparer.Ordinal), position, ct);
        var setups = new SetupImpact(corrections, await KnownAssignments.SetUp(source, customerIds, ct));
        var posted = customerIds is null ? null : await past.Posted(customerIds, from, to, position, ct);
        var found = new List<ImpactLine>();
        foreach (var onDate in runs.GroupBy(run => run.Date))
        {
            var date = new DateImpact(onDate.Key, corrections, setups);
            await AddRecorded(date, onDate, posted, ct);
            await AddDue(date, [.. onDate], customerIds, position, ct);
            found.AddRange(date.Lines());
            if (found.Count > TimeTravelLimits.ImpactLines)
                throw Problem.Rule(
                    "customerIds", $"must be given when more than {TimeTravelLimits.ImpactLines} lines differ");
        }
        found.AddRange(setups.Lines());
        found.Sort(ImpactLine.Order);
        return new(position, await Explained(found, position, ct));
    }

    private async Task AddRecorded(
        DateImpact date, IEnumerable<PastRun> runs, ILookup<DateOnly, RecordedLine>? posted, CancellationToken ct)
    {
        if (posted is not null)
        {
            foreach (var line in posted[date.Date]) date.AddRecorded(line);
            return;
        }
        foreach (var run in runs)
            await foreach (var charges in runLines.Posted(run.RunId, ct))
                foreach (var line in charges.Lines) date.AddRecorded(RecordedLine.Of(charges, line, run.Position));
    }

    private async Task AddDue(DateImpact date, IReadOnlyList<PastRun> runs, IReadOnlyList<string>? customerIds,
        long position, CancellationToken ct)
    {
        var terms = new RunTerms(date.Date, OnRepeat.Skip, Meant(runs, customerIds), null, new HashSet<string>());
        await foreach (var outcome in decisions.Of(terms, new(position, PostedAt: 0), _ => { }, ct))
            date.AddDue(outcome, [.. runs.Where(run => run.IsFor(outcome.Customer))]);
    }

    private static bool IsAbout(PastRun run, IReadOnlyList<string>? customerIds) =>
        run.Customers is null || customerIds is null || customerIds.Any(run.Customers.Contains);

    /// <summary>The customers that any of the runs was for.</summary>
    private static IReadOnlyList<string>? Meant(IReadOnlyList<PastRun> runs, IReadOnlyList<string>? customerIds)
    {
        if (runs.Any(run => run.Customers is null)) return customerIds;
        var named = runs.SelectMany(run => run.Customers!).Distinct(StringComparer.Ordinal);
        return [.. (customerIds is null ? named : named.Intersect(customerIds, StringComparer.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<ImpactLine>> Explained(List<ImpactLine> found, long position, CancellationToken ct)
    {
        var facts = await FirstEvents.Find(log, position, found, ct);
        return found.ConvertAll(line => facts.Of(line) is { } fact
            ? line with { FirstEvent = fact, Correction = line.Correction with { Because = fact.Position } } : line);
    }
}
