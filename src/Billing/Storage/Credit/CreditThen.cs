namespace PackageBilling.Billing.Storage.Credit;

/// <summary>
/// The credit, as it was at a position, of the accounts that have moved since: in the order of customers, beside the
/// reading of the book itself, and without the events that it is taken from.
/// </summary>
internal sealed class CreditThen : IAsyncDisposable
{
    // Most accounts have moved shortly before the position too, since runs charge nearly all of them at once: the last
    // few entries of the log for each are gone through in one go, and only accounts
    // that have none among them are searched for.
    //
    // Within a stream positions grow with versions, so the newest version up to a position is searched for, for all
    // accounts at once: low is at or before the position, high after it. Where accounts move at an even pace, guessing
    // by the positions of both finds it in a few looks; every other look halves what is left, whatever the pace. LIMIT
    // keeps the planner from joining the whole log.
    private const string Search = """
        WITH RECURSIVE moved AS MATERIALIZED (
            SELECT customer_id, ('account-' || customer_id) COLLATE "default" AS stream, version, position
            FROM billing.accounts
            WHERE position > $1 AND ($2::text[] IS NULL OR customer_id = ANY ($2))),
        near AS MATERIALIZED (
            SELECT stream_id, max(ARRAY[version::numeric, (data ->> 'creditAfter')::numeric]) AS newest
            FROM events.mt_events
            WHERE seq_id > $1 - $3 * (SELECT count(*) FROM moved) AND seq_id <= $1 AND starts_with(stream_id,
                'account-') GROUP BY stream_id),
        search (customer_id, stream, low, low_at, high, high_at, look) AS (
            SELECT customer_id, stream, 0::bigint, 0::bigint, version, position, 0
            FROM moved LEFT JOIN near ON stream_id = stream WHERE stream_id IS NULL
            UNION ALL
            SELECT customer_id, stream,
                CASE WHEN seq_id <= $1 THEN middle ELSE low END, CASE WHEN seq_id <= $1 THEN seq_id ELSE low_at END,
                CASE WHEN seq_id <= $1 THEN high ELSE middle END, CASE WHEN seq_id <= $1 THEN high_at ELSE seq_id END,
                    look + 1
            FROM search
            CROSS JOIN LATERAL (SELECT CASE WHEN look % 2 = 1 THEN (low + high) / 2
                ELSE least(greatest(low + ((high - low) * (($1 - low_at)::float8 / (high_at - low_at)))::bigint,
                    low + 1), high - 1) END AS middle) m
            CROSS JOIN LATERAL (SELECT seq_id FROM events.mt_events WHERE stream_id = stream AND version = middle
                LIMIT 1) e
            WHERE high - low > 1)
        SELECT customer_id, newest[1]::bigint AS version, newest[2] AS credit FROM moved JOIN near ON stream_id = stream
        UNION ALL
        SELECT s.customer_id, s.low, (e.data ->> 'creditAfter')::numeric
        FROM search s LEFT JOIN LATERAL (SELECT data FROM events.mt_events
            WHERE stream_id = s.stream AND version = s.low LIMIT 1) e ON true
        WHERE s.high - s.low = 1
        ORDER BY customer_id
        """;

    /// <summary>Positions before the one in question that are gone through, for each account
    /// that is looked for.</summary>
    private const int Near = 4;

    private readonly ProjectionSnapshot _snapshot;
    private readonly Task<NpgsqlDataReader> _found;

    private CreditThen(ProjectionSnapshot snapshot, Task<NpgsqlDataReader> found) =>
        (_snapshot, _found) = (snapshot, found);

    /// <summary>Begins to look, in a snapshot of its own, which is no older than the caller's;
    /// the answer is not waited for.</summary>
    /// <param name="subscriptions">Where the snapshot is from.</param>
    /// <param name="position">What counts; not before the first event.</param>
    /// <param name="customerIds">Only these; null for all.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<CreditThen> Begin(
        ISubscriptions subscriptions, long position, IEnumerable<string>? customerIds, CancellationToken ct)
    {
        var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        await Planner.For(snapshot.Connection, customerIds is not null, ct);
        var command = new NpgsqlCommand(Search, snapshot.Connection)
        {
            Parameters =
            {
                new() { Value = position },
                new() { Value = customerIds?.ToArray() ?? (object)DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = (long)Near },
            },
        };
        return new(snapshot, command.ExecuteReaderAsync(ct));
    }

    /// <summary>The credit of one of these customers and the version of the account that left it;
    /// both 0 before its first entry.</summary>
    /// <remarks>To be asked in the order of customers.</remarks>
    public async ValueTask<(decimal Credit, long Version)> Of(string customerId, CancellationToken ct)
    {
        var row = await _found;
        while (await row.ReadAsync(ct))
            if (row.GetString(0) == customerId) return (row.IsDBNull(2) ? 0 : row.GetDecimal(2), row.GetInt64(1));
        throw new InvalidOperationException($"The account of {customerId} has moved, and was not found.");
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)_found).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_found.IsCompletedSuccessfully) await _found.Result.DisposeAsync();
        await _snapshot.DisposeAsync();
    }
}
