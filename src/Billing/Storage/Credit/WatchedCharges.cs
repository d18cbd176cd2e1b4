namespace PackageBilling.Billing.Storage.Credit;

/// <summary>
/// What was charged, as far as it matters to those who watch accounts: a run posts to every customer, and few of them
/// run dry by it. So the database compares, and only accounts about which there is something to tell are read.
/// </summary>
internal static class WatchedCharges
{
    /// <summary>What an account was left with by charges; all that is watched of them.</summary>
    internal sealed record Charged(decimal CreditAfter);

    // The planner knows nothing of what was just posted and takes it for a few rows: so nothing here may be joined
    // twice. Left alone it would also rather go through all accounts there are, batch after batch, than look up those
    // that were charged.
    internal const string Crossing = """
        SELECT seq_id, customer_id, credit FROM (
            SELECT c.seq_id, c.customer_id, c.credit, bool_or(
                a.customer_id IS NULL OR (c.credit + a.credit_limit <= 0) <> a.is_exhausted
                OR coalesce((c.credit + a.credit_limit <= a.threshold) <> a.is_low, false)
                    OR c.customer_id = ANY ($4)) OVER (PARTITION BY c.customer_id) AS matters
            FROM (SELECT seq_id, data ->> 'customerId' AS customer_id, (data ->> 'creditAfter')::numeric AS credit
                FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = $3 OFFSET 0) c
            LEFT JOIN LATERAL (SELECT * FROM credit_watch.accounts WHERE customer_id = c.customer_id OFFSET 0) a
                ON true) charges
        WHERE matters
        """;

    /// <summary>The charges of a batch's span on accounts that cross a line by them, or on <paramref name="others"/>,
    /// in the order of the log.</summary>
    public static async Task<List<WatchedFact>> Read(
        NpgsqlConnection connection, string chargesPosted, EventBatch batch, string[] others, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Crossing, connection);
        command.Parameters.Add(new() { Value = batch.After });
        command.Parameters.Add(new() { Value = batch.Through });
        command.Parameters.Add(new() { Value = chargesPosted });
        command.Parameters.Add(new() { Value = others });
        var charges = new List<WatchedFact>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            charges.Add(new(reader.GetInt64(0), reader.GetString(1), new Charged(reader.GetDecimal(2))));
        return charges;
    }

    /// <summary>
    /// Takes the credit of accounts from the log, as of a position:
    /// charges that told nothing have moved it on since it was stored.
    /// </summary>
    public static async Task BringUpToDate(
        NpgsqlConnection connection, Dictionary<string, WatchedAccount> accounts, IEnumerable<string> customerIds,
        long position, CancellationToken ct)
    {
        var wanted = customerIds.Distinct(StringComparer.Ordinal).Where(accounts.ContainsKey).ToArray();
        if (wanted.Length == 0) return;
        await using var command = new NpgsqlCommand("""
            SELECT w.customer_id, e.credit FROM unnest($1, $2) AS w (customer_id, stream),
                LATERAL (SELECT (data ->> 'creditAfter')::numeric AS credit FROM events.mt_events
                    WHERE stream_id = w.stream AND seq_id <= $3 ORDER BY version DESC LIMIT 1) AS e
            """, connection);
        command.Parameters.Add(new() { Value = wanted, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = wanted.Select(Streams.Account).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = position });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            accounts[reader.GetString(0)] = accounts[reader.GetString(0)] with { Credit = reader.GetDecimal(1) };
    }
}

/// <summary>A fact about an account, in its place in the log.</summary>
internal readonly record struct WatchedFact(long Position, string CustomerId, object Data);
