using System.Text.Json;

namespace PackageBilling.Billing;

/// <summary>
/// Measures how far a run is and how fast it goes, for one who watches it. Customers are counted once for every part that comes to be
/// known, so watching a run costs one pass over the index of customers, whoever carries the run out.
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
        var status = await Status(ct);
        foreach (var (after, through) in await NewParts(ct)) _done += await Count(after, through, ct);
        var totals = _totals.Sum();
        var lines = totals.ByCurrency.Sum(sum => (long)sum.Lines);
        if (status == RunView.Completed) _done = _total;
        _done = Math.Min(_done, _total);
        if (status != RunView.Running) _samples.Clear();
        else _samples.Enqueue((clock.GetTimestamp(), _done, lines));
        while (_samples.Count > 2 && clock.GetElapsedTime(_samples.Peek().At) > Window) _samples.Dequeue();
        var (linesPerSecond, secondsLeft) = Speed(lines);
        return new(run.RunId, status, run.Date, _done, _total, _parts, lines, linesPerSecond, secondsLeft, TotalsView.Of(totals));
    }

    private (long? LinesPerSecond, long? SecondsLeft) Speed(long lines)
    {
        if (_samples.Count == 0) return (null, null);
        var (at, done, before) = _samples.Peek();
        var seconds = clock.GetElapsedTime(at).Ticks / (decimal)TimeSpan.TicksPerSecond;
        if (seconds == 0) return (null, null);
        var customersPerSecond = (_done - done) / seconds;
        return ((long)((lines - before) / seconds), customersPerSecond > 0 ? (long)Math.Ceiling((_total - _done) / customersPerSecond) : null);
    }

    private async Task<string> Status(CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT status FROM billing.charge_runs WHERE run_id = $1");
        command.Parameters.Add(new() { Value = run.RunId });
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<IReadOnlyList<(string After, string? Through)>> NewParts(CancellationToken ct)
    {
        var ranges = new List<(string, string?)>();
        await using var command = source.CreateCommand("""
            SELECT event_position, customers IS NULL, after_customer, through_customer, totals::text FROM billing.charge_run_parts
            WHERE run_id = $1 AND event_position > $2 ORDER BY event_position
            """);
        command.Parameters.AddValues(run.RunId, _eventPosition);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            _eventPosition = row.GetInt64(0);
            _parts++;
            _totals.Add(JsonSerializer.Deserialize<RunTotals>(row.GetString(4), EventJson.Options)!);

            // Customers who are decided again were counted with the range that they are in.
            if (row.GetBoolean(1)) ranges.Add((row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)));
        }
        return ranges;
    }

    private async Task<long> Count(string after, string? through, CancellationToken ct)
    {
        if (run.CustomerIds is { } named)
            return named.Count(id => string.CompareOrdinal(id, after) > 0 && (through is null || string.CompareOrdinal(id, through) <= 0));
        await using var command = source.CreateCommand($"""
            SELECT count(*) FROM billing.customers WHERE known_until = {BookProjection.Open}
                AND customer_id > $1 AND ($2::text IS NULL OR customer_id <= $2) AND ($3::text[] IS NULL OR time_zone = ANY ($3))
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = through ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = run.Zones?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
