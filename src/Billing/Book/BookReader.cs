using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Reads the book in one snapshot: all packages at once, since they are few, and the customers that may be due streamed in
/// ordinal order, so that memory does not grow with their number.
/// </summary>
internal sealed class BookReader(ProjectionSnapshot snapshot)
{
    // Before those of the assignment in a row of both.
    private const int JoinedColumns = 6;

    /// <summary>The position that the book is read at.</summary>
    public long Position => snapshot.Position;

    /// <summary>All packages, seen on one date.</summary>
    public async Task<PackagesOn> Packages(DateOnly date, CancellationToken ct) =>
        new(date, await KnownPackages.Read(snapshot.Connection, ct));

    /// <summary>The customers of a range that have an assignment which may be due, each with these assignments.</summary>
    /// <remarks>
    /// When all are asked for, customers and assignments are read side by side and put together here: joined by the database, what is said of
    /// a customer would come again with each of its assignments, and take as long as all the rest.
    /// </remarks>
    public async IAsyncEnumerable<CustomerBook> Customers(
        PackagesOn packages, RunTerms terms, CustomerRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        var few = IsFew(terms, range);
        await PlanFor(snapshot.Connection, few, ct, liesTogether: true);
        var beside = few || terms.Zones is not null ? null : await snapshot.Beside(ct);
        if (beside is not null) await PlanFor(beside, few, ct, liesTogether: true, inOrder: true);
        var query = new BookQuery(snapshot, packages, terms, range);
        await using var command = await query.Assignments(joined: beside is null, ct);
        await using var customers = beside is null ? null : new CustomersBeside(beside, query);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = customers is null ? JoinedColumns : 1;
        CustomerBook? customer = null;
        var assignments = new List<AssignmentBook>();
        while (await reader.ReadAsync(ct))
        {
            var customerId = reader.GetString(0);
            if (customer is null || customer.CustomerId != customerId)
            {
                if (customer is not null) yield return customer;
                assignments = [];
                customer = Customer(customers is null ? reader : await customers.Find(customerId, ct), customerId, assignments);
            }
            assignments.Add(Assignment(reader, columns));
        }
        if (customer is not null) yield return customer;
    }

    /// <summary>A customer as a row of a book query says it.</summary>
    public static CustomerBook Customer(NpgsqlDataReader row, string customerId, List<AssignmentBook> assignments) => new(
        customerId, row.GetString(1), row.GetString(2), row.GetDecimal(3),
        row.IsDBNull(4) ? 0 : row.GetDecimal(4), row.IsDBNull(5) ? 0 : row.GetInt64(5), assignments);

    /// <summary>An assignment as a row of a book query says it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">Its first column that is about the assignment.</param>
    public static AssignmentBook Assignment(NpgsqlDataReader row, int first = JoinedColumns) => new(
        row.GetInt64(first), row.GetString(first + 1), row.GetString(first + 2), row.IsDBNull(first + 3) ? null : row.GetString(first + 3),
        row.GetFieldValue<DateOnly>(first + 4), Date(row, first + 5), Date(row, first + 6), row.GetInt32(first + 7), row.GetBoolean(first + 8),
        row.IsDBNull(first + 9) ? [] : JsonSerializer.Deserialize<AssignmentChange[]>(row.GetString(first + 9), EventJson.Options)!,
        new(row.GetInt32(first + 10), row.GetBoolean(first + 11)), Posted(row, first + 12), Posted(row, first + 14))
    {
        Spend = row.IsDBNull(first + 16) ? 0 : row.GetDecimal(first + 16),
    };

    /// <summary>Has the snapshot's next queries planned for a few customers or for all.</summary>
    /// <remarks>
    /// After an import or a run the planner does not know yet how many rows there are. Taken for few, they would be joined by going
    /// through all postings for every assignment. Several processes for one statement would each make the same hashes, and take the
    /// processor from those who use what is read. What lies together, and mostly in memory, must not be taken for scattered over a disk that
    /// turns: all that was ever known would be gone through instead of those who stay. What there is an index in the order of must not be gathered in a
    /// hash and sorted: nobody could begin with the first before the last was found.
    /// </remarks>
    public static async Task PlanFor(NpgsqlConnection connection, bool few, CancellationToken ct, bool liesTogether = false, bool inOrder = false)
    {
        await using var command = new NpgsqlCommand($"""
            SET LOCAL enable_nestloop = {(few ? "on" : "off")}; SET LOCAL max_parallel_workers_per_gather = 0;
            {(liesTogether ? "SET LOCAL random_page_cost = 1.1;" : "")} {(inOrder ? "SET LOCAL enable_hashagg = off; SET LOCAL enable_hashjoin = off;" : "")}
            """, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static DateOnly? Date(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static Posted Posted(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? default : Billing.Posted.Of(row.GetInt32(column), (PostedState)row.GetInt32(column + 1));

    /// <summary>Whether single customers are asked for.</summary>
    public static bool IsFew(RunTerms terms, CustomerRange range) => terms.CustomerIds is not null || range.CustomerIds is not null;
}

/// <summary>A part of all customers in ordinal order: those above <paramref name="After"/> up to and with <paramref name="Through"/>.</summary>
/// <param name="After">Exclusive; empty for the start.</param>
/// <param name="Through">Inclusive; null for the end.</param>
/// <param name="CustomerIds">Only these; null for all.</param>
internal sealed record CustomerRange(string After, string? Through, IReadOnlyList<string>? CustomerIds = null)
{
    public static readonly CustomerRange All = new("", null);
}
