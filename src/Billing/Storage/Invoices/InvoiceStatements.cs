using System.Text;

namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>Statements for invoices, what is paid of them, closings and what documents say about customers. A closing
/// issues many at once, so they are written together.</summary>
internal sealed class InvoiceStatements(NpgsqlBatch statements)
{
    private readonly List<(StoredEvent Stored, InvoiceIssued Fact)> _issued = [];
    private readonly List<Entry> _entries = [];
    private readonly List<(string ChargeId, string CustomerId, long Position)> _credited = [];
    private readonly Dictionary<string, int> _settled = new(StringComparer.Ordinal);

    private sealed record Entry(
        string Number, long Position, string Kind, DateOnly On, decimal Amount, string Reference);

    public void Issued(StoredEvent stored, InvoiceIssued fact)
    {
        _issued.Add((stored, fact));
        if (fact is { RefersTo: { } number, TakenOff: var amount })
            _entries.Add(new(
                number, stored.Position, InvoiceKinds.Text(InvoiceKind.CreditNote), fact.On, amount, fact.Number));
        if (fact is { RefersTo: not null, Rebill: false })
            _credited.AddRange(fact.Lines.Select(line => (line.ChargeId, fact.CustomerId, stored.Position)));
    }

    public void Paid(StoredEvent stored, PaymentReceived fact)
    {
        foreach (var paid in fact.Invoices ?? [])
            _entries.Add(new(paid.Number, stored.Position, InvoiceEntry.Payment, fact.On, paid.Amount, fact.Reference));
    }

    public void Settled(AccruedInvoiced fact)
    {
        if (fact.ClosingId is { } closing) _settled[closing] = _settled.GetValueOrDefault(closing) + 1;
    }

    public void Overdue(StoredEvent stored, InvoiceOverdue fact)
    {
        // It may have been issued in this batch.
        Flush();
        statements.Add("UPDATE invoices SET overdue_at = $2 WHERE number = $1 AND kind = 'invoice'",
            fact.Number, stored.Position);
    }

    public void Billing(CustomerBillingChanged fact) => statements.Add("""
        INSERT INTO billing_details (customer_id, details) VALUES ($1, $2)
        ON CONFLICT (customer_id) DO UPDATE SET details = excluded.details
        """, fact.CustomerId, Json(fact));

    public void TaxRates(StoredEvent stored, CustomerTaxRatesChanged fact) => statements.Add(
        "INSERT INTO tax_rates (customer_id, effective_from, position, rates) VALUES ($1, $2, $3, $4)",
        fact.CustomerId, fact.EffectiveFrom, stored.Position, Json(fact));

    public void Started(StoredEvent stored, ClosingStarted fact) => statements.Add("""
        INSERT INTO closings (closing_id, position, through, include, status, actor, reason, started_at)
        VALUES ($1, $2, $3, $4, 'running', $5, $6, $7)
        """,
        fact.ClosingId, stored.Position, fact.Through, InvoiceKinds.Text(fact.Include), stored.Metadata.Actor,
        SqlParameters.Typed(stored.Metadata.Reason, NpgsqlDbType.Text), stored.Metadata.RecordedAt.UtcDateTime);

    public void Ended(StoredEvent stored, string closingId, string status, string? error) => statements.Add(
        "UPDATE closings SET status = $2, error = $3, ended_at = $4 WHERE closing_id = $1",
        closingId, status, SqlParameters.Typed(error, NpgsqlDbType.Text), stored.Metadata.RecordedAt.UtcDateTime);

    /// <summary>Writes what was held back.</summary>
    public void Flush()
    {
        if (_issued.Count > 0) Issue();
        if (_entries.Count > 0) Enter();
        foreach (var (closing, customers) in _settled)
            statements.Add("UPDATE closings SET settled = settled + $2 WHERE closing_id = $1", closing, customers);
        if (_credited.Count > 0)
            statements.Add("""
                INSERT INTO credited_lines (charge_id, customer_id, position)
                SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
                """,
                _credited.Select(line => line.ChargeId).ToArray(), _credited.Select(line => line.CustomerId).ToArray(),
                _credited.Select(line => line.Position).ToArray());
        _issued.Clear();
        _entries.Clear();
        _credited.Clear();
        _settled.Clear();
    }

    private void Issue() => statements.Add("""
        INSERT INTO invoices (kind, sequence, number, customer_id, closing_id, issued_on, through, due_on, currency,
            net, tax, rounding, total, paid_from_credit, refers_to, lines, position, version, taxes)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[],
            $8::date[], $9::text[], $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[], $14::numeric[],
            $15::text[], $16::int[], $17::bigint[], $18::bigint[], $19::jsonb[])
        """,
        Column(fact => InvoiceKinds.Text(fact.Kind)), Column(fact => fact.Sequence), Column(fact => fact.Number),
        Column(fact => fact.CustomerId), Column(fact => fact.ClosingId), Column(fact => fact.On),
        Column(fact => fact.Through), Column(fact => fact.DueOn), Column(fact => fact.Currency),
        Column(fact => fact.Net), Column(fact => fact.Taxes.Sum(tax => tax.Amount)), Column(fact => fact.Rounding),
        Column(fact => fact.Total), Column(fact => fact.PaidFromCredit), Column(fact => fact.RefersTo),
        Column(fact => fact.Lines.Count), _issued.Select(issued => issued.Stored.Position).ToArray(),
        _issued.Select(issued => issued.Stored.Version).ToArray(),
        SqlParameters.Typed(
            Column(fact => Encoding.UTF8.GetString(EventJson.Write(fact.Taxes))),
            NpgsqlDbType.Array | NpgsqlDbType.Jsonb));

    private void Enter() => statements.Add("""
        WITH entered AS (
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::date[], $5::numeric[], $6::text[])
                AS e (number, position, kind, entered_on, amount, reference)),
        kept AS (INSERT INTO invoice_entries (number, position, kind, entered_on, amount, reference)
            SELECT * FROM entered)
        UPDATE invoices i SET paid = i.paid + s.paid, credited = i.credited + s.credited
        FROM (
            SELECT number, coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid,
                coalesce(sum(amount) FILTER (WHERE kind <> 'payment'), 0) AS credited
            FROM entered GROUP BY number) s
        WHERE i.number = s.number AND i.kind = 'invoice'
        """,
        _entries.Select(entry => entry.Number).ToArray(), _entries.Select(entry => entry.Position).ToArray(),
        _entries.Select(entry => entry.Kind).ToArray(), _entries.Select(entry => entry.On).ToArray(),
        _entries.Select(entry => entry.Amount).ToArray(), _entries.Select(entry => entry.Reference).ToArray());

    private T[] Column<T>(Func<InvoiceIssued, T> value) => [.. _issued.Select(issued => value(issued.Fact))];

    private static NpgsqlParameter Json(object fact) => SqlParameters.Typed(EventJson.Write(fact), NpgsqlDbType.Jsonb);
}
