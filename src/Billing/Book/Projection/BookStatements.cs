using Npgsql;
using NpgsqlTypes;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using PackageBilling.Subscriptions;

namespace PackageBilling.Billing;

/// <summary>
/// Statements for packages, customers and assignments. Assignments that follow each other in the log go in together, because
/// imports bring them by the million.
/// </summary>
internal sealed class BookStatements(NpgsqlBatch batch)
{
    private readonly List<(long Position, PackageAssigned Fact)> _assigned = [];
    private readonly List<(long Position, CustomerRegistered Fact)> _registered = [];

    public void Define(long position, PackageDefined fact) => Revision(position, fact.PackageId, fact, null, fact.Terms);

    public void Revise(long position, PackageRevised fact) => Revision(position, fact.PackageId, null, fact.EffectiveFrom, fact.Terms);

    public void Register(long position, CustomerRegistered fact) => _registered.Add((position, fact));

    public void Rename(long position, CustomerRenamed fact) =>
        Customer(position, fact.CustomerId, "$3, currency, time_zone, credit_limit", fact.Name);

    public void ChangeLimit(long position, CustomerCreditLimitChanged fact) =>
        Customer(position, fact.CustomerId, "name, currency, time_zone, $3", fact.CreditLimit);

    public void ChangeZone(long position, CustomerTimeZoneChanged fact) =>
        Customer(position, fact.CustomerId, "name, currency, $3, credit_limit", fact.TimeZone);

    public void Assign(long position, PackageAssigned fact) => _assigned.Add((position, fact));

    public void Change(long position, AssignmentChanged fact) =>
        Assignment(position, fact.AssignmentId, "end_date", "coalesce(changes, '[]'::jsonb) || $3",
            SqlParameters.Typed(
                EventJson.Write(new AssignmentChange(fact.EffectiveFrom, fact.Quantity, fact.AutoDecrementCredit)),
                NpgsqlDbType.Jsonb));

    public void End(long position, AssignmentEnded fact) =>
        Assignment(position, fact.AssignmentId, "$3", "changes", fact.EndDate);

    /// <summary>A cancelled assignment owes nothing on any date, so it has no version from here on.</summary>
    public void Cancel(long position, AssignmentCancelled fact)
    {
        Flush();
        batch.Add(
            $"UPDATE assignments SET known_until = $1 WHERE assignment_id = $2 AND known_until = {BookProjection.Open}",
            position, fact.AssignmentId);
    }

    /// <summary>Writes what was held back to go in together.</summary>
    public void Flush()
    {
        if (_registered.Count > 0)
            batch.Add($"""
                INSERT INTO customers (customer_id, known_from, known_until, name, currency, time_zone, credit_limit)
                SELECT id, position, {BookProjection.Open}, name, currency, zone, credit_limit
                FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::numeric[]) AS r (id, position, name, currency, zone, credit_limit)
                """,
                Column(_registered, row => row.Fact.CustomerId), Column(_registered, row => row.Position), Column(_registered, row => row.Fact.Name),
                Column(_registered, row => row.Fact.Currency), Column(_registered, row => row.Fact.TimeZone), Column(_registered, row => row.Fact.CreditLimit));
        _registered.Clear();
        if (_assigned.Count > 0)
            batch.Add($"""
                INSERT INTO assignments (customer_id, assignment_id, known_from, known_until, number, package_id, did, start_date, end_date,
                    billed_through, quantity, auto_decrement, free_minutes)
                SELECT customer, id, position, {BookProjection.Open}, position, package, did, start_date, end_date, billed_through, quantity, auto_decrement, free_minutes
                FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::date[], $7::date[], $8::date[], $9::int[], $10::boolean[], $11::int[])
                    AS a (customer, id, position, package, did, start_date, end_date, billed_through, quantity, auto_decrement, free_minutes)
                """,
                Column(_assigned, row => row.Fact.CustomerId), Column(_assigned, row => row.Fact.AssignmentId), Column(_assigned, row => row.Position),
                Column(_assigned, row => row.Fact.PackageId), Column(_assigned, row => row.Fact.Did), Column(_assigned, row => row.Fact.StartDate),
                Column(_assigned, row => row.Fact.EndDate), Column(_assigned, row => row.Fact.BilledThrough), Column(_assigned, row => row.Fact.Quantity),
                Column(_assigned, row => row.Fact.AutoDecrementCredit), Column(_assigned, row => row.Fact.FreeMinutes));
        if (_assigned.FindAll(row => row.Fact.DidHash is not null) is { Count: > 0 } onDids)
            batch.Add("""
                INSERT INTO assigned_dids (did_hash, assignment_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
                """,
                Column(onDids, row => row.Fact.DidHash), Column(onDids, row => row.Fact.AssignmentId));
        _assigned.Clear();
    }

    private void Revision(
        long position, string packageId, PackageDefined? defined, DateOnly? effectiveFrom, PackageTerms terms) =>
        batch.Add("""
        INSERT INTO package_revisions (package_id, position, currency, effective_from, terms, grants_minutes)
        VALUES ($1, $2, coalesce($3, (SELECT currency FROM package_revisions WHERE package_id = $1 LIMIT 1)), $4, $5,
            coalesce($6, (SELECT grants_minutes FROM package_revisions WHERE package_id = $1 LIMIT 1)))
        """,
        packageId, position, Text(defined?.Currency),
        SqlParameters.Typed(effectiveFrom, NpgsqlDbType.Date),
        SqlParameters.Typed(EventJson.Write(terms), NpgsqlDbType.Jsonb),
        SqlParameters.Typed(defined is null ? null : defined.Type == PackageType.FreeMinutes, NpgsqlDbType.Boolean));

    private void Customer(long position, string customerId, string columns, object changed)
    {
        Flush();
        batch.Add($"""
            WITH old AS (
                UPDATE customers SET known_until = $1 WHERE customer_id = $2 AND known_until = {BookProjection.Open}
                RETURNING customer_id, name, currency, time_zone, credit_limit)
            INSERT INTO customers (customer_id, known_from, known_until, name, currency, time_zone, credit_limit)
            SELECT customer_id, $1, {BookProjection.Open}, {columns} FROM old
            """, position, customerId, changed);
    }

    private void Assignment(long position, string assignmentId, string endDate, string changes, object changed)
    {
        Flush();
        batch.Add($"""
            WITH old AS (
                UPDATE assignments SET known_until = $1 WHERE assignment_id = $2 AND known_until = {BookProjection.Open} RETURNING *)
            INSERT INTO assignments (customer_id, assignment_id, known_from, known_until, number, package_id, did, start_date, end_date,
                billed_through, quantity, auto_decrement, free_minutes, changes, setup_times, setup_stands)
            SELECT customer_id, assignment_id, $1, {BookProjection.Open}, number, package_id, did, start_date, {endDate},
                billed_through, quantity, auto_decrement, free_minutes, {changes}, setup_times, setup_stands FROM old
            """, position, assignmentId, changed);
    }

    private static NpgsqlParameter Text(string? value) => SqlParameters.Typed(value, NpgsqlDbType.Text);

    private static NpgsqlParameter Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value) => new() { Value = rows.Select(value).ToArray() };
}
