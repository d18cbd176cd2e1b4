namespace PackageBilling.Billing.Storage.Book;

/// <summary>The time zones that a customer has had: a change holds for what is recorded after it,
/// so dates that were shown before never change.</summary>
/// <param name="positions">The positions of the log at which each zone was set, in order.</param>
/// <param name="zones">The zones, as many as positions; at least one.</param>
internal sealed class CustomerZones(long[] positions, string[] zones)
{
    // What a query grouped by customer needs for Read, of billing.customers z.
    private const string Columns =
        "array_agg(z.known_from ORDER BY z.known_from), array_agg(z.time_zone ORDER BY z.known_from)";

    /// <summary>The date on which an event was recorded, by the clock of the customer at that time.</summary>
    public DateOnly DateOf(StoredEvent stored)
    {
        var index = positions.Length - 1;
        while (index > 0 && positions[index] > stored.Position) index--;
        return TimeZones.LocalDate(zones[index], stored.Metadata.RecordedAt);
    }

    private static CustomerZones Read(NpgsqlDataReader row, int at) =>
        new(row.GetFieldValue<long[]>(at), row.GetFieldValue<string[]>(at + 1));

    /// <summary>The zones of one customer.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public static async Task<CustomerZones> Get(NpgsqlDataSource source, string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"SELECT {Columns} FROM billing.customers z WHERE z.customer_id = $1");
        command.Parameters.Add(new() { Value = customerId });
        await using var row = await command.ExecuteReaderAsync(ct);
        // An aggregate has one row, with nothing in it for a customer that does not exist.
        return await row.ReadAsync(ct) && !row.IsDBNull(0)
            ? Read(row, 0) : throw Problem.NotFound("customerId", "customer", customerId);
    }

    /// <summary>Customers that have an account, in the order of their ids, with their zones.</summary>
    /// <param name="source">The database.</param>
    /// <param name="only">Only this one; null for all.</param>
    /// <param name="after">Only those behind this customer.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<(string CustomerId, string Currency, CustomerZones Zones)>> OfAccounts(
        NpgsqlDataSource source, string? only, string after, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT a.customer_id, max(z.currency), {Columns}
            FROM (
                SELECT customer_id FROM billing.accounts
                WHERE customer_id > $1 AND ($2::text IS NULL OR customer_id = $2)
                ORDER BY customer_id LIMIT {limit}) a
            JOIN billing.customers z ON z.customer_id = a.customer_id
            GROUP BY a.customer_id ORDER BY a.customer_id
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(SqlParameters.Typed(only, NpgsqlDbType.Text));
        var page = new List<(string, string, CustomerZones)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) page.Add((row.GetString(0), row.GetString(1), Read(row, 2)));
        return page;
    }
}
