using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Statements for accounts and for setup that was posted. A batch touches each account once per statement; the credit is that
/// of the account's highest version, so the order of the statements does not matter.
/// </summary>
internal sealed class AccountStatements(NpgsqlBatch batch, string chargesPosted)
{
    private const string Upsert = """
        ON CONFLICT (customer_id) DO UPDATE SET
            credit = CASE WHEN excluded.version > accounts.version THEN excluded.credit ELSE accounts.credit END,
            accrued = accounts.accrued + excluded.accrued,
            version = greatest(accounts.version, excluded.version), position = greatest(accounts.position, excluded.position)
        """;

    private readonly Dictionary<string, (decimal Credit, long Version, long Position)> _accounts = new(StringComparer.Ordinal);

    public void Changed(StoredEvent stored, string customerId, decimal creditAfter) =>
        _accounts[customerId] = (creditAfter, stored.Version, stored.Position);

    /// <summary>
    /// Takes in what was charged between two positions without bringing it here: a run posts an event for every customer, and of
    /// its many lines an account needs nothing.
    /// </summary>
    public void Charged(long after, long through)
    {
        Add($"""
            INSERT INTO accounts (customer_id, credit, accrued, version, position)
            SELECT data ->> 'customerId', (array_agg((data ->> 'creditAfter')::numeric ORDER BY version DESC))[1],
                sum((data ->> 'accrued')::numeric), max(version), max(seq_id)
            FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = $3 GROUP BY data ->> 'customerId'
            {Upsert}
            """, after, through, chargesPosted);
        Add($$"""
            UPDATE assignments a SET setup_times = s.nth, setup_stands = true
            FROM (
                SELECT l.line ->> 'assignmentId' AS id, max((l.line ->> 'nth')::int) AS nth
                FROM events.mt_events e, jsonb_array_elements(e.data -> 'lines') AS l (line)
                WHERE e.seq_id > $1 AND e.seq_id <= $2 AND e.type = $3 AND e.data @> '{"lines":[{"kind":"setup"}]}' AND l.line ->> 'kind' = 'setup'
                GROUP BY l.line ->> 'assignmentId') AS s
            WHERE a.assignment_id = s.id AND a.known_until = {{BookProjection.Open}}
            """, after, through, chargesPosted);
    }

    /// <summary>Writes what was held back to go in together.</summary>
    public void Flush()
    {
        if (_accounts.Count > 0)
            Add($"""
                INSERT INTO accounts (customer_id, credit, accrued, version, position)
                SELECT id, credit, 0, version, position
                FROM unnest($1::text[], $2::numeric[], $3::bigint[], $4::bigint[]) AS k (id, credit, version, position)
                {Upsert}
                """,
                _accounts.Keys.ToArray(), _accounts.Values.Select(account => account.Credit).ToArray(),
                _accounts.Values.Select(account => account.Version).ToArray(), _accounts.Values.Select(account => account.Position).ToArray());
        _accounts.Clear();
    }

    private void Add(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(command);
    }
}
