namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>What runs of a span of dates have left: the runs, what was reversed since,
/// and what was corrected before.</summary>
internal sealed class PastRuns(NpgsqlDataSource source, IEventLog log)
{
    // Streams of runs or accounts, or events of corrections, that are read in one statement.
    private const int AtOnce = 500;

    /// <summary>All runs in the order of dates, and of the log within a date.</summary>
    public async Task<IReadOnlyList<PastRun>> Runs(DateOnly from, DateOnly to, long position, CancellationToken ct)
    {
        var found = await ChargeRunRows.OfSpan(source, from, to, position, ct);
        var runs = new List<PastRun>();
        foreach (var some in found.Chunk(AtOnce))
        {
            var streams = await log.ReadStreams([.. some.Select(run => Streams.Run(run.RunId))], ct);
            runs.AddRange(some.Select(run => PastRun.Of(
                (ChargeRunStarted)streams[Streams.Run(run.RunId)][0].Data, run.Covers, run.Position)));
        }
        return runs;
    }

    /// <summary>The corrections of lines of the span so far.</summary>
    public async Task<EarlierCorrections> Corrections(
        DateOnly from, DateOnly to, IReadOnlySet<string>? customers, long position, CancellationToken ct)
    {
        var corrections = new EarlierCorrections(
            await ReversedLines.OfSpan(source, from, to, customers, position, ct),
            await CreditedLines.Of(source, customers, position, ct));
        var positions = (await RestatedLines.Positions(source, from, to, position, ct)).ToHashSet();
        if (positions.Count == 0) return corrections;
        await foreach (var stored in log.ReadAll(positions.Min() - 1, positions.Max(), [typeof(ChargesRestated)], ct))
            if (positions.Contains(stored.Position) && stored.Data is ChargesRestated restated
                && customers?.Contains(restated.CustomerId) != false)
                corrections.Add(
                    restated with { Lines = [.. restated.Lines.Where(line => line.Date >= from && line.Date <= to)] });
        return corrections;
    }

    /// <summary>The lines that were posted to some customers for a span of dates, by date; each account is read,
    /// and no other.</summary>
    public async Task<ILookup<DateOnly, RecordedLine>> Posted(
        IReadOnlyList<string> customerIds, DateOnly from, DateOnly to, long position, CancellationToken ct)
    {
        var lines = new List<RecordedLine>();
        foreach (var some in customerIds.Chunk(AtOnce))
            foreach (var account in (await log.ReadStreams([.. some.Select(Streams.Account)], ct)).Values)
                foreach (var stored in account.TakeWhile(stored => stored.Position <= position))
                    if (stored.Data is ChargesPosted posted && posted.Date >= from && posted.Date <= to)
                        lines.AddRange(posted.Lines.Select(line => RecordedLine.Of(posted, line, posted.DecidedAt)));
        return lines.ToLookup(line => line.Date);
    }
}

/// <summary>A run of the past.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Covers">Whether what it did not post to its customers was missing: it is complete,
/// and no Run Package.</param>
/// <param name="Position">The lowest position that it was decided at.</param>
/// <param name="Customers">The customers that it was for; null for all.</param>
/// <param name="Zones">The time zones that it was for; null for all.</param>
/// <param name="NotYetZones">The time zones in which its date had not come.</param>
internal sealed record PastRun(
    string RunId, DateOnly Date, bool Covers, long Position, IReadOnlySet<string>? Customers,
    IReadOnlySet<string>? Zones, IReadOnlySet<string> NotYetZones)
{
    public static PastRun Of(ChargeRunStarted started, bool covers, long position) => new(
        started.RunId, started.Date, covers, position, started.CustomerIds?.ToHashSet(StringComparer.Ordinal),
        started.Zones?.ToHashSet(StringComparer.Ordinal), started.NotYetZones.ToHashSet(StringComparer.Ordinal));

    /// <summary>Whether a line of a customer that it did not post was missing.</summary>
    public bool IsFor(CustomerBook customer) => Covers && Customers?.Contains(customer.CustomerId) != false
        && Zones?.Contains(customer.TimeZone) != false && !NotYetZones.Contains(customer.TimeZone);
}
