namespace PackageBilling.Billing.Storage.Book;

/// <summary>The time zones that a customer has had: a change holds for what is recorded after it, so dates that were shown before never change.</summary>
/// <param name="positions">The positions of the log at which each zone was set, in order.</param>
/// <param name="zones">The zones, as many as positions; at least one.</param>
internal sealed class CustomerZones(long[] positions, string[] zones)
{
    /// <summary>The columns that a query grouped by customer needs for <see cref="Read"/>, of billing.customers z.</summary>
    public const string Columns = "array_agg(z.known_from ORDER BY z.known_from), array_agg(z.time_zone ORDER BY z.known_from)";

    /// <summary>The date on which an event was recorded, by the clock of the customer at that time.</summary>
    public DateOnly DateOf(StoredEvent stored)
    {
        var index = positions.Length - 1;
        while (index > 0 && positions[index] > stored.Position) index--;
        return TimeZones.LocalDate(zones[index], stored.Metadata.RecordedAt);
    }

    /// <summary>Reads <see cref="Columns"/> that begin at a column.</summary>
    public static CustomerZones Read(NpgsqlDataReader row, int at) => new(row.GetFieldValue<long[]>(at), row.GetFieldValue<string[]>(at + 1));

    /// <summary>The zones of one customer.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public static async Task<CustomerZones> Get(NpgsqlDataSource source, string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"SELECT {Columns} FROM billing.customers z WHERE z.customer_id = $1");
        command.Parameters.Add(new() { Value = customerId });
        await using var row = await command.ExecuteReaderAsync(ct);
        // An aggregate has one row, with nothing in it for a customer that does not exist.
        return await row.ReadAsync(ct) && !row.IsDBNull(0) ? Read(row, 0) : throw Problem.NotFound("customerId", "customer", customerId);
    }
}
