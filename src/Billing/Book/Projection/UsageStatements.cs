using System.Globalization;
using System.Text;
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
        var (first, last) = (DateOnly.MaxValue, DateOnly.MinValue);
        var starts = new Dictionary<WindowKey, (DateTime First, DateTime Last)>();
        var spend = new Dictionary<DateOnly, Spend>();
        foreach (var call in fact.Calls)
        {
            if (call.LocalDate < first) first = call.LocalDate;
            if (call.LocalDate > last) last = call.LocalDate;
            var started = call.StartedAt.UtcDateTime;
            for (var n = 0; n < (call.Uses?.Count ?? 0); n++)
            {
                var use = call.Uses![n];
                var key = new WindowKey(use.AssignmentId, use.WindowFrom);
                starts[key] = starts.TryGetValue(key, out var known)
                    ? (started < known.First ? started : known.First, started > known.Last ? started : known.Last)
                    : (started, started);
            }
            if (call.Charged == 0) continue;
            if (!spend.TryGetValue(call.LocalDate, out var on)) spend.Add(call.LocalDate, on = new());
            on.Add(call.DidKey, call.Charged);
        }
        _events.Add(new(fact.CustomerId, stored.Version, stored.Position, first, last));
        foreach (var used in fact.Windows)
        {
            var (earliest, latest) = starts[new(used.AssignmentId, used.WindowFrom)];
            _windows.Add(new(used, stored.Position, earliest, latest));
        }
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

    /// <summary>What the calls of one event and date were charged, altogether and by the DID's pseudonym.</summary>
    private sealed class Spend
    {
        private SortedDictionary<string, decimal>? _dids;

        public decimal Charged { get; private set; }

        /// <summary>A JSON object; null when no call came with a DID.</summary>
        public string? Dids
        {
            get
            {
                if (_dids is null) return null;
                var text = new StringBuilder(_dids.Count * 40);
                foreach (var (did, charged) in _dids)
                    text.Append(text.Length == 0 ? '{' : ',').Append(CultureInfo.InvariantCulture, $"\"{did}\":{charged}");
                return text.Append('}').ToString();
            }
        }

        public void Add(byte[]? didKey, decimal charged)
        {
            Charged += charged;
            if (didKey is null) return;
            var did = Convert.ToBase64String(didKey);
            _dids ??= new(StringComparer.Ordinal);
            _dids[did] = _dids.GetValueOrDefault(did) + charged;
        }
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
