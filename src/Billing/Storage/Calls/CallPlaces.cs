namespace PackageBilling.Billing.Storage.Calls;

/// <summary>Where calls are in the log: the events of an import, or at some positions, by customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="First">The first local date that their calls have.</param>
/// <param name="Last">The last one.</param>
/// <param name="Positions">The positions of the events.</param>
internal sealed record CallPlaces(string CustomerId, DateOnly First, DateOnly Last, IReadOnlySet<long> Positions)
{
    /// <summary>The events of an import, by customer; none when there is no such import.</summary>
    public static Task<List<CallPlaces>> OfImport(NpgsqlDataSource source, string importId, CancellationToken ct) =>
        Read(source, "import_id = $1", importId, ct);

    /// <summary>The events at some positions, by customer.</summary>
    public static Task<List<CallPlaces>> At(NpgsqlDataSource source, long[] positions, CancellationToken ct) =>
        Read(source, "position = ANY ($1)", positions, ct);

    private static async Task<List<CallPlaces>> Read(
        NpgsqlDataSource source, string condition, object value, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT customer_id, min(first_date), max(last_date), array_agg(position)
            FROM billing.call_events WHERE {condition} AND NOT corrects GROUP BY customer_id ORDER BY customer_id
            """);
        command.Parameters.Add(new() { Value = value });
        await using var row = await command.ExecuteReaderAsync(ct);
        var places = new List<CallPlaces>();
        while (await row.ReadAsync(ct))
            places.Add(new(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2),
                row.GetFieldValue<long[]>(3).ToHashSet()));
        return places;
    }
}
