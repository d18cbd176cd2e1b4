namespace PackageBilling.Billing.Storage.Book;

/// <summary>Assignments as the book knows them.</summary>
internal static class KnownAssignments
{
    /// <summary>Refuses when one of the assignments is not the customer's.</summary>
    public static async Task EnsureAll(
        NpgsqlDataSource source, string customerId, IReadOnlyList<string> assignmentIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT w.id FROM unnest($1::text[]) AS w (id) WHERE NOT EXISTS (
                SELECT 1 FROM billing.assignments a WHERE a.customer_id = $2 AND a.assignment_id = w.id) LIMIT 1
            """);
        command.Parameters.AddValues(assignmentIds.ToArray(), customerId);
        if (await command.ExecuteScalarAsync(ct) is string missing)
            throw Problem.NotFound("assignmentIds", "assignment", missing);
    }

    /// <summary>The packages that customers ever had.</summary>
    public static async Task<IReadOnlySet<string>> PackagesOf(
        NpgsqlDataSource source, IReadOnlyList<string> customerIds, CancellationToken ct)
    {
        await using var command =
            source.CreateCommand("SELECT DISTINCT package_id FROM billing.assignments WHERE customer_id = ANY ($1)");
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        return await Ids(command, ct);
    }

    /// <summary>The assignments whose setup counts as posted.</summary>
    /// <param name="source">The database.</param>
    /// <param name="customerIds">Only theirs; null for all.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlySet<string>> SetUp(
        NpgsqlDataSource source, IReadOnlyList<string>? customerIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT assignment_id FROM billing.assignments
            WHERE known_until = {BookProjection.OpenSql} AND setup_times > 0
                AND ($1::text[] IS NULL OR customer_id = ANY ($1))
            """);
        command.Parameters.Add(SqlParameters.Typed(customerIds?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text));
        return await Ids(command, ct);
    }

    /// <summary>The short keys of assignments, by their ids.</summary>
    public static async Task<Dictionary<string, long>> Keys(
        NpgsqlDataSource source, string[] assignmentIds, CancellationToken ct)
    {
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = source.CreateCommand(
            "SELECT DISTINCT assignment_id, assignment_key FROM billing.assignments WHERE assignment_id = ANY ($1)");
        command.Parameters.Add(new() { Value = assignmentIds });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) keys[row.GetString(0)] = row.GetInt64(1);
        return keys;
    }

    /// <summary>The start dates of those of some assignments that were known at a position.</summary>
    public static async Task<Dictionary<string, DateOnly>> StartsAt(
        NpgsqlConnection connection, IEnumerable<string> assignmentIds, long position, CancellationToken ct)
    {
        var known = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("""
            SELECT assignment_id, start_date FROM billing.assignments
            WHERE assignment_id = ANY ($1) AND known_from <= $2 AND known_until > $2
            """, connection);
        command.Parameters.AddValues(assignmentIds.Distinct(StringComparer.Ordinal).ToArray(), position);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) known[row.GetString(0)] = row.GetFieldValue<DateOnly>(1);
        return known;
    }

    /// <summary>How many assignments each package has on a date, as known now.</summary>
    public static async Task<Dictionary<string, int>> CountByPackage(
        NpgsqlDataSource source, DateOnly on, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT package_id, count(*)::int FROM billing.assignments
            WHERE known_until = {BookProjection.OpenSql} AND start_date <= $1 AND (end_date IS NULL OR end_date >= $1)
            GROUP BY package_id
            """);
        command.Parameters.AddValues(on);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) counts[row.GetString(0)] = row.GetInt32(1);
        return counts;
    }

    /// <summary>Who has DIDs when, by the hashes of these.</summary>
    public static async Task<List<DidHolder>> OnDids(
        NpgsqlConnection connection, IReadOnlyCollection<string> didHashes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT d.did_hash, a.customer_id, a.start_date, a.end_date
            FROM billing.assigned_dids d JOIN billing.assignments a
                ON a.assignment_id = d.assignment_id AND a.known_until = {BookProjection.OpenSql}
            WHERE d.did_hash = ANY ($1)
            """, connection);
        command.Parameters.Add(new() { Value = didHashes.ToArray() });
        var holders = new List<DidHolder>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            holders.Add(new(
                row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3)));
        return holders;
    }

    private static async Task<HashSet<string>> Ids(NpgsqlCommand command, CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) ids.Add(row.GetString(0));
        return ids;
    }
}

/// <summary>A customer who has a DID for some time.</summary>
internal readonly record struct DidHolder(string DidHash, string CustomerId, DateOnly Start, DateOnly? End);
