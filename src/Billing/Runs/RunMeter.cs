namespace PackageBilling.Billing.Runs;

/// <summary>
/// Measures how far a run is and how fast it goes, for one who watches it. Customers are counted once for every part
/// that comes to be known, so watching a run costs one pass over the index of customers, whoever carries the run out.
/// </summary>
internal sealed class RunMeter(NpgsqlDataSource source, ChargeRunStarted run, TimeProvider clock)
{
    /// <summary>Speed is that of this last while, so that the time left follows what the machine does now.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    private readonly Queue<(long At, long Done, long Lines)> _samples = [];
    private readonly TotalsSum _totals = new();
    private long _total = -1;
    private long _done;
    private long _eventPosition;
    private int _parts;

    /// <summary>Takes a measurement.</summary>
    public async Task<RunProgressView> Read(CancellationToken ct)
    {
        if (_total < 0) _total = run.CustomerIds?.Count ?? await Count("", null, ct);
        var status = await ChargeRunRows.Status(source, run.RunId, ct);
        await AddNewParts(ct);
        var totals = _totals.Sum();
        var lines = totals.ByCurrency.Sum(sum => (long)sum.Lines);
        if (status == RunStatus.Completed) _done = _total;
        _done = Math.Min(_done, _total);
        if (status != RunStatus.Running) _samples.Clear();
        else _samples.Enqueue((clock.GetTimestamp(), _done, lines));
        while (_samples.Count > 2 && clock.GetElapsedTime(_samples.Peek().At) > Window) _samples.Dequeue();
        var (linesPerSecond, secondsLeft) = Speed(lines);
        return new(run.RunId, status, run.Date, _done, _total, _parts, lines, linesPerSecond,
            secondsLeft, TotalsView.Of(totals));
    }

    private (long? LinesPerSecond, long? SecondsLeft) Speed(long lines)
    {
        if (_samples.Count == 0) return (null, null);
        var (at, done, before) = _samples.Peek();
        var seconds = clock.GetElapsedTime(at).Ticks / (decimal)TimeSpan.TicksPerSecond;
        if (seconds == 0) return (null, null);
        var customersPerSecond = (_done - done) / seconds;
        return ((long)((lines - before) / seconds), customersPerSecond > 0
            ? (long)Math.Ceiling((_total - _done) / customersPerSecond) : null);
    }

    private async Task AddNewParts(CancellationToken ct)
    {
        foreach (var part in await ChargeRunParts.Since(source, run.RunId, _eventPosition, ct))
        {
            _eventPosition = part.EventPosition;
            _parts++;
            _totals.Add(part.Totals);
            // Customers who are decided again were counted with the range that they are in.
            if (part.IsRange) _done += await Count(part.After, part.Through, ct);
        }
    }

    private async Task<long> Count(string after, string? through, CancellationToken ct) => run.CustomerIds is { } named
        ? named.Count(id => string.CompareOrdinal(id, after) > 0
            && (through is null || string.CompareOrdinal(id, through) <= 0))
        : await RunCustomers.Count(source, run.Zones, after, through, ct);
}
