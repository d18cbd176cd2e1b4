using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
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
            new() { Value = JsonSerializer.SerializeToUtf8Bytes(new AssignmentChange(fact.EffectiveFrom, fact.Quantity, fact.AutoDecrementCredit), EventJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });

    public void End(long position, AssignmentEnded fact) =>
        Assignment(position, fact.AssignmentId, "$3", "changes", new() { Value = fact.EndDate });

    /// <summary>A cancelled assignment owes nothing on any date, so it has no version from here on.</summary>
    public void Cancel(long position, AssignmentCancelled fact)
    {
        Flush();
        Add($"UPDATE assignments SET known_until = $1 WHERE assignment_id = $2 AND known_until = {BookProjection.Open}",
            new() { Value = position }, new() { Value = fact.AssignmentId });
    }

    /// <summary>Writes what was held back to go in together.</summary>
    public void Flush()
    {
        if (_registered.Count > 0)
            Add($"""
                INSERT INTO customers (customer_id, known_from, known_until, name, currency, time_zone, credit_limit)
                SELECT id, position, {BookProjection.Open}, name, currency, zone, credit_limit
                FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::numeric[]) AS r (id, position, name, currency, zone, credit_limit)
                """,
                Column(_registered, row => row.Fact.CustomerId), Column(_registered, row => row.Position), Column(_registered, row => row.Fact.Name),
                Column(_registered, row => row.Fact.Currency), Column(_registered, row => row.Fact.TimeZone), Column(_registered, row => row.Fact.CreditLimit));
        _registered.Clear();
        if (_assigned.Count > 0)
            Add($"""
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
            Add("""
                INSERT INTO assigned_dids (did_hash, assignment_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
                """,
                Column(onDids, row => row.Fact.DidHash), Column(onDids, row => row.Fact.AssignmentId));
        _assigned.Clear();
    }

    private void Revision(long position, string packageId, PackageDefined? defined, DateOnly? effectiveFrom, PackageTerms terms) => Add("""
        INSERT INTO package_revisions (package_id, position, currency, effective_from, terms, grants_minutes)
        VALUES ($1, $2, coalesce($3, (SELECT currency FROM package_revisions WHERE package_id = $1 LIMIT 1)), $4, $5,
            coalesce($6, (SELECT grants_minutes FROM package_revisions WHERE package_id = $1 LIMIT 1)))
        """,
        new() { Value = packageId }, new() { Value = position }, Text(defined?.Currency),
        new() { Value = effectiveFrom ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date },
        new() { Value = EventJson.Write(terms), NpgsqlDbType = NpgsqlDbType.Jsonb },
        new() { Value = defined is null ? DBNull.Value : defined.Type == PackageType.FreeMinutes, NpgsqlDbType = NpgsqlDbType.Boolean });

    private void Customer(long position, string customerId, string columns, object changed)
    {
        Flush();
        Add($"""
            WITH old AS (
                UPDATE customers SET known_until = $1 WHERE customer_id = $2 AND known_until = {BookProjection.Open}
                RETURNING customer_id, name, currency, time_zone, credit_limit)
            INSERT INTO customers (customer_id, known_from, known_until, name, currency, time_zone, credit_limit)
            SELECT customer_id, $1, {BookProjection.Open}, {columns} FROM old
            """, new() { Value = position }, new() { Value = customerId }, new() { Value = changed });
    }

    private void Assignment(long position, string assignmentId, string endDate, string changes, NpgsqlParameter changed)
    {
        Flush();
        Add($"""
            WITH old AS (
                UPDATE assignments SET known_until = $1 WHERE assignment_id = $2 AND known_until = {BookProjection.Open} RETURNING *)
            INSERT INTO assignments (customer_id, assignment_id, known_from, known_until, number, package_id, did, start_date, end_date,
                billed_through, quantity, auto_decrement, free_minutes, changes, setup_times, setup_stands)
            SELECT customer_id, assignment_id, $1, {BookProjection.Open}, number, package_id, did, start_date, {endDate},
                billed_through, quantity, auto_decrement, free_minutes, {changes}, setup_times, setup_stands FROM old
            """, new() { Value = position }, new() { Value = assignmentId }, changed);
    }

    private void Add(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value) => new() { Value = rows.Select(value).ToArray() };
}
