using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Statements for rated calls: where a customer's calls are in the log, what windows of free minutes they used, and what they
/// were charged by date and DID. Rows are per event and not per call, so they stay few; what needs one call reads its event.
/// </summary>
internal sealed class UsageStatements(NpgsqlBatch batch)
{
    private readonly List<CallEventRow> _events = [];
    private readonly List<WindowRow> _windows = [];
    private readonly List<SpendRow> _spend = [];

    private readonly record struct CallEventRow(string CustomerId, long Version, long Position, DateOnly First, DateOnly Last);

    private readonly record struct WindowRow(WindowUsed Used, long Position, DateTime First, DateTime Last);

    private readonly record struct SpendRow(string CustomerId, DateOnly Date, long Position, decimal Charged, string? Dids);

    public void Rated(StoredEvent stored, CallsRated fact)
    {
        var (first, last, calls) = (DateOnly.MaxValue, DateOnly.MinValue, StoredCalls.Of(fact.Calls));
        var starts = new WindowStarts(fact.Windows);
        // Mostly one date, and never many.
        var spend = new List<(DateOnly Date, DaySpend Spend)>(1);
        for (var index = 0; index < calls.Count; index++)
        {
            var call = calls.Line(index);
            var date = call.LocalDate;
            if (date < first) first = date;
            if (date > last) last = date;
            if (call.HasUses) starts.Add(call);
            if (call.Charged is not 0 and var charged) On(spend, date).Add(call.DidKey, charged);
        }
        _events.Add(new(fact.CustomerId, stored.Version, stored.Position, first, last));
        for (var window = 0; window < fact.Windows.Count; window++)
            _windows.Add(new(fact.Windows[window], stored.Position, starts.First(window), starts.Last(window)));
        foreach (var (date, on) in spend) _spend.Add(new(fact.CustomerId, date, stored.Position, on.Charged, on.Dids));
    }

    public void Flush()
    {
        Add(_events, """
            INSERT INTO call_events (customer_id, version, position, first_date, last_date)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::date[], $5::date[])
            """,
            Column(_events, row => row.CustomerId), Column(_events, row => row.Version), Column(_events, row => row.Position),
            Column(_events, row => row.First), Column(_events, row => row.Last));
        Add(_windows, """
            INSERT INTO window_uses (assignment_id, window_from, position, seconds, used_after, first_start, last_start)
            SELECT * FROM unnest($1::text[], $2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[])
            """,
            Column(_windows, row => row.Used.AssignmentId), Column(_windows, row => row.Used.WindowFrom), Column(_windows, row => row.Position),
            Column(_windows, row => row.Used.Seconds), Column(_windows, row => row.Used.UsedAfter),
            Column(_windows, row => row.First), Column(_windows, row => row.Last));
        Add(_spend, """
            INSERT INTO spend (customer_id, local_date, position, charged, dids)
            SELECT c, d, p, x, j::jsonb FROM unnest($1::text[], $2::date[], $3::bigint[], $4::numeric[], $5::text[]) AS r (c, d, p, x, j)
            """,
            Column(_spend, row => row.CustomerId), Column(_spend, row => row.Date), Column(_spend, row => row.Position),
            Column(_spend, row => row.Charged), Column(_spend, row => row.Dids));
    }

    private static DaySpend On(List<(DateOnly Date, DaySpend Spend)> spend, DateOnly date)
    {
        foreach (var (known, on) in spend)
            if (known == date) return on;
        spend.Add((date, new()));
        return spend[^1].Spend;
    }

    private void Add<TRow>(List<TRow> rows, string sql, params NpgsqlParameter[] columns)
    {
        if (rows.Count == 0) return;
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(columns);
        batch.BatchCommands.Add(command);
        rows.Clear();
    }

    private static NpgsqlParameter Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value) => new() { Value = rows.Select(value).ToArray() };
}
