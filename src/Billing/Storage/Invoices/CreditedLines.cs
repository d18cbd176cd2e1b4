namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>Reads which lines were taken back for good by credit notes.</summary>
internal static class CreditedLines
{
    /// <summary>Those of some lines, by their charge ids.</summary>
    public static async Task<HashSet<string>> Among(
        NpgsqlConnection connection, IEnumerable<string> chargeIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT charge_id FROM billing.credited_lines WHERE charge_id = ANY ($1)", connection);
        command.Parameters.Add(new() { Value = chargeIds.ToArray() });
        return await Read(command, ct);
    }

    /// <summary>Those that were known at a position.</summary>
    /// <param name="source">The database.</param>
    /// <param name="customers">Only theirs; null for all.</param>
    /// <param name="position">The position.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<HashSet<string>> Of(
        NpgsqlDataSource source, IReadOnlySet<string>? customers, long position, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT charge_id FROM billing.credited_lines
            WHERE position <= $1 AND ($2::text[] IS NULL OR customer_id = ANY ($2))
            """);
        command.Parameters.AddValues(
            position, SqlParameters.Typed(customers?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text));
        return await Read(command, ct);
    }

    private static async Task<HashSet<string>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) ids.Add(row.GetString(0));
        return ids;
    }
}
