namespace PackageBilling.Billing.Storage.ChargeRuns;

/// <summary>The customers that a run is for, counted and divided, and where they live.</summary>
internal static class RunCustomers
{
    /// <summary>How many customers there are in a range.</summary>
    /// <param name="source">The database.</param>
    /// <param name="zones">Only who lives in these time zones; null for all.</param>
    /// <param name="after">All customers above this one …</param>
    /// <param name="through">… up to and with this one; null for the end.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<long> Count(
        NpgsqlDataSource source, IReadOnlyList<string>? zones, string after, string? through, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT count(*) FROM billing.customers WHERE known_until = {BookProjection.OpenSql}
                AND customer_id > $1 AND ($2::text IS NULL OR customer_id <= $2)
                AND ($3::text[] IS NULL OR time_zone = ANY ($3))
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(SqlParameters.Typed(through, NpgsqlDbType.Text));
        command.Parameters.Add(Texts(zones));
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The last customer of each share but the last one, for shares of one size.</summary>
    /// <param name="source">The database.</param>
    /// <param name="zones">Only who lives in these time zones; null for all.</param>
    /// <param name="most">So many shares at most.</param>
    /// <param name="smallest">Customers that a share has at least.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<string>> Bounds(
        NpgsqlDataSource source, IReadOnlyList<string>? zones, int most, int smallest, CancellationToken ct)
    {
        // The last share is open: who registers meanwhile belongs to it or to the range around him.
        await using var command = source.CreateCommand($"""
            WITH meant AS (
                SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS place, count(*) OVER () AS customers
                FROM billing.customers
                WHERE known_until = {BookProjection.OpenSql} AND ($1::text[] IS NULL OR time_zone = ANY ($1))),
            size AS (
                SELECT ceil(max(customers)::numeric / least($2, greatest(1, max(customers) / $3)))::bigint AS of_share
                FROM meant)
            SELECT customer_id FROM meant, size WHERE place % of_share = 0 AND place < customers ORDER BY place
            """);
        command.Parameters.Add(Texts(zones));
        command.Parameters.AddValues((long)most, (long)smallest);
        var bounds = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) bounds.Add(reader.GetString(0));
        return bounds;
    }

    /// <summary>Whether some customers live outside of some time zones, and whether there are any.</summary>
    public static async Task<(bool SomeOutside, bool SomeExist)> Outside(
        NpgsqlDataSource source, IReadOnlyList<string> zones, IReadOnlyList<string>? customerIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT count(*) FILTER (WHERE time_zone <> ALL ($1)) > 0, count(*) > 0 FROM (
                SELECT DISTINCT time_zone FROM billing.customers
                WHERE known_until = {BookProjection.OpenSql} AND ($2::text[] IS NULL OR customer_id = ANY ($2))) z
            """);
        command.Parameters.Add(new() { Value = zones.ToArray() });
        command.Parameters.Add(Texts(customerIds));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }

    private static NpgsqlParameter Texts(IReadOnlyList<string>? values) =>
        SqlParameters.Typed(values?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
}
