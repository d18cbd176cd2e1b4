namespace PackageBilling.Billing.Storage.Projection;

/// <summary>
/// Statements for accounts, reversed lines and setup that was posted. A batch touches each account once per statement;
/// the credit is that of the account's highest version, so the order of the statements does not matter.
/// </summary>
internal sealed class AccountStatements(NpgsqlBatch statements)
{
    private readonly Dictionary<string, ChangedAccount> _accounts = new(StringComparer.Ordinal);
    private readonly List<(LineReversed Fact, long Position)> _reversed = [];
    private readonly List<(string AssignmentId, int Occurrence)> _filled = [];

    public void Changed(StoredEvent stored, string customerId, decimal creditAfter, decimal accrued)
    {
        _accounts.TryGetValue(customerId, out var before);
        _accounts[customerId] = before with
        {
            Credit = creditAfter, Accrued = before.Accrued + accrued, Version = stored.Version,
            Position = stored.Position,
            LastAccrued = Accruals.Any(stored.Data) ? stored.Version : before.LastAccrued,
        };
    }

    /// <summary>Lines are on an invoice, or settled without one.</summary>
    public void Invoiced(StoredEvent stored, string customerId, decimal creditAfter, decimal amount, long? openSince)
    {
        Changed(stored, customerId, creditAfter, -amount);
        _accounts[customerId] = _accounts[customerId] with { ClosedAt = stored.Version, OpenSince = openSince };
    }

    /// <summary>A document was issued; what a credit note for an invoice reopens waits again.</summary>
    public void Invoiced(StoredEvent stored, InvoiceIssued fact)
    {
        if (fact.RefersTo is null)
            Invoiced(stored, fact.CustomerId, fact.CreditAfter, fact.Settled, fact.OpenSince);
        else Changed(stored, fact.CustomerId, fact.CreditAfter, -fact.Settled);
    }

    public void Reversed(StoredEvent stored, LineReversed fact)
    {
        Changed(stored, fact.CustomerId, fact.CreditAfter, fact.Line.DebitsCredit ? 0 : -fact.Line.Retail);
        _reversed.Add((fact, stored.Position));
    }

    public void Restated(StoredEvent stored, ChargesRestated fact)
    {
        Changed(stored, fact.CustomerId, fact.CreditAfter, fact.Accrued);
        foreach (var line in fact.Lines)
            if (line is { Of: ChargeKind.Setup, Fills: { } occurrence })
                _filled.Add((line.Line.AssignmentId, occurrence));
    }

    /// <summary>Writes what was held back, and what was charged between the batch's two positions.</summary>
    public void Flush(EventBatch batch, string chargesPosted)
    {
        if (_reversed.Count > 0) Reverse();
        if (_accounts.Count > 0)
            statements.Add("""
                INSERT INTO accounts (customer_id, credit, accrued, version, position, last_accrued, closed_at,
                    open_since)
                SELECT * FROM unnest($1::text[], $2::numeric[], $3::numeric[], $4::bigint[], $5::bigint[],
                    $6::bigint[], $7::bigint[], $8::bigint[])
                ON CONFLICT (customer_id) DO UPDATE SET
                    credit = CASE WHEN excluded.version > accounts.version THEN excluded.credit
                        ELSE accounts.credit END,
                    accrued = accounts.accrued + excluded.accrued,
                    version = greatest(accounts.version, excluded.version), position = greatest(accounts.position,
                        excluded.position),
                    last_accrued = greatest(accounts.last_accrued, excluded.last_accrued),
                    closed_at = greatest(accounts.closed_at, excluded.closed_at),
                    open_since = CASE WHEN excluded.closed_at > 0 THEN excluded.open_since
                        ELSE accounts.open_since END
                """,
                _accounts.Keys.ToArray(), Column(account => account.Credit), Column(account => account.Accrued),
                Column(account => account.Version), Column(account => account.Position),
                Column(account => account.LastAccrued), Column(account => account.ClosedAt),
                Column(account => account.OpenSince));
        if (batch.MayHave(chargesPosted)) Charge(batch.After, batch.Through, chargesPosted);
        foreach (var (assignmentId, occurrence) in _filled)
            statements.Add($"""
                UPDATE assignments SET setup_times = $2, setup_standing = true
                WHERE assignment_id = $1 AND known_until = {BookProjection.Open}
                """, assignmentId, occurrence);
        var open = _reversed.Where(reversed => reversed.Fact is { ChargeAgain: true, Line.Kind: ChargeKind.Setup })
            .Select(reversed => reversed.Fact.Line).ToList();
        if (open.Count > 0)
            statements.Add($"""
                UPDATE assignments a SET setup_standing = false FROM unnest($1::text[], $2::int[]) AS r (id, occurrence)
                WHERE a.assignment_id = r.id AND a.known_until = {BookProjection.Open} AND a.setup_times = r.occurrence
                """, open.Select(line => line.AssignmentId).ToArray(), open.Select(line => line.Occurrence).ToArray());
    }

    private T[] Column<T>(Func<ChangedAccount, T> value) => [.. _accounts.Values.Select(value)];

    // All at once: a whole run may have been reversed.
    private void Reverse() => statements.Add("""
        INSERT INTO reversed_lines (posting_date, assignment_key, kind, occurrence, position, charge_again)
        SELECT r.posting_date, a.assignment_key, r.kind, r.occurrence, r.position, r.charge_again
        FROM unnest($1::date[], $2::text[], $3::smallint[], $4::int[], $5::bigint[], $6::boolean[]) AS r (posting_date,
            id, kind, occurrence, position, charge_again)
        CROSS JOIN LATERAL (SELECT assignment_key FROM assignments WHERE assignment_id = r.id LIMIT 1) a
        """,
        _reversed.Select(reversed => reversed.Fact.Line.PostingDate).ToArray(),
        _reversed.Select(reversed => reversed.Fact.Line.AssignmentId).ToArray(),
        _reversed.Select(reversed => (short)reversed.Fact.Line.Kind).ToArray(),
        _reversed.Select(reversed => reversed.Fact.Line.Occurrence).ToArray(),
        _reversed.Select(reversed => reversed.Position).ToArray(),
        _reversed.Select(reversed => reversed.Fact.ChargeAgain).ToArray());

    /// <remarks>
    /// The database takes it in itself: a run posts an event for every customer, and of its many lines an account needs
    /// nothing. One pass over the events; lines are looked into only where setup was charged. Only the few customers
    /// who were charged more than once are added up: adding up all would take as long as all the rest. Setup that was
    /// posted again in the same batch in which an earlier one was reversed stands.
    /// </remarks>
    private void Charge(long after, long through, string chargesPosted)
    {
        statements.Add(RowByRow.Begin);
        // IS TRUE keeps the planner from making a join of what is looked up in a hash. The newest of several events is
        // found without sorting them: arrays compare by their first number. NULL has no lines anyway, but without being
        // told so the database would begin to look for them in each event.
        statements.Add($$"""
            WITH charged AS MATERIALIZED (
                SELECT seq_id, version, data ->> 'customerId' AS customer_id,
                    (data -> 'creditAfter')::numeric AS credit, (data -> 'accrued')::numeric AS accrued,
                    CASE WHEN data ? 'setups' THEN data -> 'lines' END AS lines
                FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = $3),
            repeated AS MATERIALIZED (SELECT customer_id FROM charged GROUP BY customer_id HAVING count(*) > 1),
            setups AS (
                UPDATE assignments a SET setup_times = s.occurrence, setup_standing = true
                FROM (
                    SELECT id, max(occurrence::int) AS occurrence FROM (
                        SELECT split_part(line, ' ', 1) AS kind, split_part(line, ' ', 2) AS id, split_part(line, ' ',
                            3) AS occurrence
                        FROM charged, jsonb_array_elements_text(lines) AS l (line) WHERE lines IS NOT NULL) AS line
                    WHERE kind = 'setup' GROUP BY id) AS s
                WHERE a.assignment_id = s.id AND a.known_until = {{BookProjection.OpenSql}})
            MERGE INTO accounts a USING (
                SELECT customer_id, credit, accrued, version, seq_id AS position,
                    CASE WHEN accrued <> 0 THEN version ELSE 0 END AS last_accrued FROM charged
                WHERE (customer_id IN (SELECT customer_id FROM repeated)) IS NOT TRUE
                UNION ALL
                SELECT customer_id, newest[2], accrued, newest[1]::bigint, position, last_accrued
                FROM (
                    SELECT customer_id, max(ARRAY[version::numeric, credit]) AS newest, sum(accrued) AS accrued,
                        max(seq_id) AS position,
                        coalesce(max(version) FILTER (WHERE accrued <> 0), 0) AS last_accrued
                    FROM charged WHERE (customer_id IN (SELECT customer_id FROM repeated)) IS TRUE
                    GROUP BY customer_id) AS added_up) AS c
            ON a.customer_id = c.customer_id
            WHEN MATCHED THEN UPDATE SET
                credit = CASE WHEN c.version > a.version THEN c.credit ELSE a.credit END,
                accrued = a.accrued + c.accrued,
                version = greatest(a.version, c.version), position = greatest(a.position, c.position),
                last_accrued = greatest(a.last_accrued, c.last_accrued)
            WHEN NOT MATCHED THEN INSERT (customer_id, credit, accrued, version, position, last_accrued)
            VALUES (c.customer_id, c.credit, c.accrued, c.version, c.position, c.last_accrued)
            """, after, through, chargesPosted);
        statements.Add(RowByRow.End);
    }
}

/// <summary>What a batch changes of an account.</summary>
/// <param name="Credit">The credit after its newest event.</param>
/// <param name="Accrued">What is added to what is accrued.</param>
/// <param name="Version">The version of its newest event.</param>
/// <param name="Position">The position of that.</param>
/// <param name="LastAccrued">The version of the newest event with lines that accrue; 0 for none.</param>
/// <param name="ClosedAt">The version of the newest event that put lines on an invoice; 0 for none.</param>
/// <param name="OpenSince">The version that the oldest line left open by that has; null for none.</param>
internal readonly record struct ChangedAccount(
    decimal Credit, decimal Accrued, long Version, long Position, long LastAccrued, long ClosedAt, long? OpenSince);
