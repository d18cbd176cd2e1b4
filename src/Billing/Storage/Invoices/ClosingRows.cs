namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>A closing as the book has it.</summary>
internal sealed record ClosingRow(
    string ClosingId, long Position, DateOnly Through, string Include, string Status, int Settled, string? Error,
    string Actor, string? Reason, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);

/// <summary>Reads the book's closings.</summary>
internal static class ClosingRows
{
    private const string Columns = """
        closing_id, position, through, include, status, settled, error, actor, reason, started_at, ended_at
        """;

    /// <summary>A closing; null when there is none.</summary>
    public static async Task<ClosingRow?> Find(NpgsqlDataSource source, string closingId, CancellationToken ct)
    {
        await using var command =
            source.CreateCommand($"SELECT {Columns} FROM billing.closings WHERE closing_id = $1");
        command.Parameters.Add(new() { Value = closingId });
        return (await Read(command, ct)).FirstOrDefault();
    }

    /// <summary>Closings, the one that started last first.</summary>
    public static async Task<List<ClosingRow>> List(
        NpgsqlDataSource source, long? before, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT {Columns} FROM billing.closings WHERE $1::bigint IS NULL OR position < $1
            ORDER BY position DESC LIMIT $2
            """);
        command.Parameters.AddValues(SqlParameters.Typed(before, NpgsqlDbType.Bigint), limit);
        return await Read(command, ct);
    }

    /// <summary>The closings that are to be carried out, in the order in which they were started.</summary>
    public static async Task<IReadOnlyList<string>> Running(NpgsqlDataSource source, CancellationToken ct)
    {
        var closings = new List<string>();
        await using var command = source.CreateCommand(
            $"SELECT closing_id FROM billing.closings WHERE status = '{RunStatus.Running}' ORDER BY position");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) closings.Add(row.GetString(0));
        return closings;
    }

    /// <summary>What a closing has issued, by currency, and how many lines are on it.</summary>
    public static async Task<(IReadOnlyList<ClosedCurrency> ByCurrency, int Lines)> Sums(
        NpgsqlDataSource source, string closingId, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT currency, count(*) FILTER (WHERE kind = 'invoice'), count(*) FILTER (WHERE kind <> 'invoice'),
                sum(net), sum(tax), sum(rounding), sum(total), sum(lines)
            FROM billing.invoices WHERE closing_id = $1 GROUP BY currency ORDER BY currency COLLATE "C"
            """);
        command.Parameters.Add(new() { Value = closingId });
        var (sums, lines) = (new List<ClosedCurrency>(), 0L);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            sums.Add(new(row.GetString(0), (int)row.GetInt64(1), (int)row.GetInt64(2), row.GetDecimal(3),
                row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6)));
            lines += row.GetInt64(7);
        }
        return (sums, (int)lines);
    }

    /// <summary>The first documents of a closing in the order of customers.</summary>
    public static async Task<List<ClosedCustomer>> Documents(
        NpgsqlDataSource source, string closingId, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT i.customer_id, n.name, i.number, i.kind, i.currency, i.lines, i.net, i.tax, i.rounding, i.total
            FROM billing.invoices i JOIN billing.customer_names n ON n.customer_id = i.customer_id
            WHERE i.closing_id = $1 ORDER BY i.customer_id LIMIT $2
            """);
        command.Parameters.AddValues(closingId, limit);
        var documents = new List<ClosedCustomer>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            documents.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetInt32(5), row.GetDecimal(6), row.GetDecimal(7), row.GetDecimal(8), row.GetDecimal(9)));
        return documents;
    }

    private static async Task<List<ClosingRow>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        var closings = new List<ClosingRow>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            closings.Add(new(
                row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), row.GetString(4),
                row.GetInt32(5), row.IsDBNull(6) ? null : row.GetString(6), row.GetString(7),
                row.IsDBNull(8) ? null : row.GetString(8), row.GetFieldValue<DateTimeOffset>(9),
                row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10)));
        return closings;
    }
}
