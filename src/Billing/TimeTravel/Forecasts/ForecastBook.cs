using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Reads the newest book for a span of dates: every customer once, with all assignments that live in the span or may still settle
/// in it, and what was posted for these dates already.
/// </summary>
internal sealed class ForecastBook(ProjectionSnapshot snapshot)
{
    public long Position => snapshot.Position;

    public Task<IReadOnlyList<PackageBook>> Packages(CancellationToken ct) => PackageBooks.Read(snapshot.Connection, Position, null, ct);

    /// <summary>The customers in ordinal order. Setup is as it stands; postings for dates are in the <see cref="SpanPostings"/>.</summary>
    public async IAsyncEnumerable<CustomerBook> Customers(
        DateOnly earliestEnd, DateOnly to, IReadOnlyList<string>? customerIds, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT a.customer_id, c.currency, c.time_zone, c.credit_limit, k.credit, k.version,
                a.number, a.assignment_id, a.package_id, a.did, a.start_date, a.end_date, a.billed_through, a.quantity, a.auto_decrement,
                a.changes::text, a.setup_times, a.setup_stands, NULL::int, NULL::boolean, NULL::int, NULL::boolean
            FROM billing.assignments a
            JOIN billing.customers c ON c.customer_id = a.customer_id AND c.known_until = {BookProjection.Open}
            LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
            WHERE a.known_until = {BookProjection.Open} AND a.start_date <= $1 AND (a.end_date IS NULL OR a.end_date >= $2)
                AND ($3::text[] IS NULL OR a.customer_id = ANY ($3))
            ORDER BY a.customer_id, a.assignment_id
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = to });
        command.Parameters.Add(new() { Value = earliestEnd });
        command.Parameters.Add(new() { Value = customerIds?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(ct);
        CustomerBook? customer = null;
        var assignments = new List<AssignmentBook>();
        while (await reader.ReadAsync(ct))
        {
            var customerId = reader.GetString(0);
            if (customer is null || customer.CustomerId != customerId)
            {
                if (customer is not null) yield return customer;
                assignments = [];
                customer = BookReader.Customer(reader, customerId, assignments);
            }
            assignments.Add(BookReader.Assignment(reader));
        }
        if (customer is not null) yield return customer;
    }

    /// <summary>What was posted for dates of the span: nothing for those to come, so it is read at once.</summary>
    public async Task<SpanPostings> Postings(DateOnly from, DateOnly to, CancellationToken ct)
    {
        var postings = new SpanPostings();
        await using var command = new NpgsqlCommand("""
            SELECT l.number, l.kind, l.key_date, max(l.nth), bool_or(r.number IS NULL)
            FROM posting.posted_lines l
            LEFT JOIN billing.reversed_lines r ON r.key_date = l.key_date AND r.number = l.number AND r.kind = l.kind AND r.nth = l.nth AND r.position <= $3
            WHERE l.key_date BETWEEN $1 AND $2 AND l.kind IN (1, 2) AND l.position <= $3
            GROUP BY l.number, l.kind, l.key_date
            """, snapshot.Connection) { Parameters = { new() { Value = from }, new() { Value = to }, new() { Value = Position } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            postings.Add(reader.GetInt64(0), (ChargeKind)reader.GetInt16(1), reader.GetFieldValue<DateOnly>(2), new(reader.GetInt32(3), reader.GetBoolean(4)));
        return postings;
    }
}

/// <summary>Postings of recurring and minimum spend for the dates of a span.</summary>
internal sealed class SpanPostings
{
    private readonly Dictionary<(long Number, ChargeKind Kind, DateOnly Date), Posted> _posted = [];

    public void Add(long number, ChargeKind kind, DateOnly date, Posted posted) => _posted.Add((number, kind, date), posted);

    public AssignmentBook On(AssignmentBook assignment, DateOnly date) => _posted.Count == 0 ? assignment : assignment with
    {
        Recurring = _posted.GetValueOrDefault((assignment.Number, ChargeKind.Recurring, date)),
        MinimumSpend = _posted.GetValueOrDefault((assignment.Number, ChargeKind.MinimumSpend, date)),
    };
}
