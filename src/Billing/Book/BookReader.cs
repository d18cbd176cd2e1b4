using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using PackageBilling.Catalog;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Reads the book in one snapshot: all packages at once, since they are few, and the customers that may be due streamed in
/// ordinal order, so that memory does not grow with their number.
/// </summary>
internal sealed class BookReader(ProjectionSnapshot snapshot)
{
    /// <summary>The position that the book is read at.</summary>
    public long Position => snapshot.Position;

    /// <summary>All packages, seen on one date.</summary>
    public async Task<PackagesOn> Packages(DateOnly date, CancellationToken ct) =>
        new(date, await KnownPackages.Read(snapshot.Connection, ct));

    /// <summary>The customers of a range that have an assignment which may be due, each with these assignments.</summary>
    public async IAsyncEnumerable<CustomerBook> Customers(
        PackagesOn packages, RunTerms terms, CustomerRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        await PlanFor(snapshot.Connection, IsFew(terms, range), ct, liesTogether: true);
        await using var command = await Query(packages, terms, range, ct);
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
                customer = Customer(reader, customerId, assignments);
            }
            assignments.Add(Assignment(reader));
        }
        if (customer is not null) yield return customer;
    }

    /// <summary>A customer as a row of a book query says it.</summary>
    public static CustomerBook Customer(NpgsqlDataReader row, string customerId, List<AssignmentBook> assignments) => new(
        customerId, row.GetString(1), row.GetString(2), row.GetDecimal(3),
        row.IsDBNull(4) ? 0 : row.GetDecimal(4), row.IsDBNull(5) ? 0 : row.GetInt64(5), assignments);

    /// <summary>An assignment as a row of a book query says it.</summary>
    public static AssignmentBook Assignment(NpgsqlDataReader row) => new(
        row.GetInt64(6), row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9),
        row.GetFieldValue<DateOnly>(10), Date(row, 11), Date(row, 12), row.GetInt32(13), row.GetBoolean(14),
        row.IsDBNull(15) ? [] : JsonSerializer.Deserialize<AssignmentChange[]>(row.GetString(15), EventJson.Options)!,
        new(row.GetInt32(16), row.GetBoolean(17)), Posted(row, 18), Posted(row, 20))
    {
        Spend = row.IsDBNull(22) ? 0 : row.GetDecimal(22),
    };

    /// <summary>Has the snapshot's next queries planned for a few customers or for all.</summary>
    /// <remarks>
    /// After an import or a run the planner does not know yet how many rows there are. Taken for few, they would be joined by going
    /// through all postings for every assignment. Several processes for one statement would each make the same hashes, and take the
    /// processor from those who use what is read. What lies together, and mostly in memory, must not be taken for scattered over a disk that
    /// turns: all that was ever known would be gone through instead of those who stay.
    /// </remarks>
    public static async Task PlanFor(NpgsqlConnection connection, bool few, CancellationToken ct, bool liesTogether = false)
    {
        await using var command = new NpgsqlCommand(
            $"SET LOCAL enable_nestloop = {(few ? "on" : "off")}; SET LOCAL max_parallel_workers_per_gather = 0; {(liesTogether ? "SET LOCAL random_page_cost = 1.1" : "")}", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static DateOnly? Date(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static Posted Posted(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? default : new(row.GetInt32(column), row.GetBoolean(column + 1));

    private static bool IsFew(RunTerms terms, CustomerRange range) => terms.CustomerIds is not null || range.CustomerIds is not null;

    private async Task<NpgsqlCommand> Query(PackagesOn packages, RunTerms terms, CustomerRange range, CancellationToken ct)
    {
        var posted = await PostedLines.OnDate(snapshot.Connection, terms.Date, IsFew(terms, range), ct);

        // What cannot be due is left out here for speed only; the decision is made again, exactly, on what comes back.
        // Packages are left out by name, so that an assignment whose package is not known comes back and is reported.
        var command = new NpgsqlCommand($"""
            SELECT a.customer_id, c.currency, c.time_zone, c.credit_limit, k.credit, k.version,
                a.number, a.assignment_id, a.package_id, a.did, a.start_date, a.end_date, a.billed_through, a.quantity, a.auto_decrement,
                a.changes::text, a.setup_times, a.setup_stands, p.recurring_times, p.recurring_stands, p.minimum_times, p.minimum_stands,
                s.spend
            FROM ({MayOwe}) a
            JOIN billing.customers c ON c.customer_id = a.customer_id AND c.known_until = {BookProjection.Open}
            LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
            {posted}
            {SpendOn.OnDate(packages, "$2")}
            WHERE a.start_date <= $1
                AND (a.package_id <> ALL ($4) OR (NOT a.setup_stands AND a.package_id <> ALL ($5)))
                AND ($6::text[] IS NULL OR a.customer_id = ANY ($6)) AND ($7::text[] IS NULL OR a.customer_id = ANY ($7))
                AND a.customer_id > $8 AND ($9::text IS NULL OR a.customer_id <= $9)
                AND ($10::text[] IS NULL OR c.time_zone = ANY ($10))
            ORDER BY a.customer_id, a.assignment_id
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = terms.Date });
        command.Parameters.Add(new() { Value = Position });
        command.Parameters.Add(new() { Value = packages.EarliestEnd() });
        command.Parameters.Add(new() { Value = packages.All.Where(package => !package.IsDue).Select(package => package.Book.PackageId).ToArray() });
        command.Parameters.Add(new() { Value = packages.All.Where(package => !package.HasSetup).Select(package => package.Book.PackageId).ToArray() });
        command.Parameters.Add(Texts(terms.CustomerIds));
        command.Parameters.Add(Texts(range.CustomerIds));
        command.Parameters.Add(new() { Value = range.After });
        command.Parameters.Add(new() { Value = range.Through ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(Texts(terms.Zones));
        command.Parameters.AddRange(SpendOn.Parameters(packages));
        return command;
    }

    // Those who stay, and those who leave on a day that is not too long ago: each has an index of its own, which those who left long ago are
    // not in, or not in the part that is read. Both come in order, so that those who stay, nearly all, need not be sorted.
    private const string MayOwe = $"""
        (SELECT * FROM billing.assignments WHERE stays ORDER BY customer_id, assignment_id)
        UNION ALL
        (SELECT * FROM billing.assignments WHERE known_until = {BookProjection.OpenSql} AND end_date >= $3 ORDER BY customer_id, assignment_id)
        """;

    private static NpgsqlParameter Texts(IEnumerable<string>? values) =>
        new() { Value = values?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}

/// <summary>A part of all customers in ordinal order: those above <paramref name="After"/> up to and with <paramref name="Through"/>.</summary>
/// <param name="After">Exclusive; empty for the start.</param>
/// <param name="Through">Inclusive; null for the end.</param>
/// <param name="CustomerIds">Only these; null for all.</param>
internal sealed record CustomerRange(string After, string? Through, IReadOnlyList<string>? CustomerIds = null)
{
    public static readonly CustomerRange All = new("", null);
}
