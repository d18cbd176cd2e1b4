using System.Text.Json;

namespace PackageBilling.Billing.Storage.ChargeRuns;

/// <summary>A charge run as the book has it. Its number is the position of its first event.</summary>
internal sealed record ChargeRunRow(
    string RunId, string Kind, DateOnly Date, string Status, long? Position, string EngineVersion, RunTotals? Totals,
    string? Error, string Actor, string? Reason, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Number);

/// <summary>Reads the book's charge runs.</summary>
internal static class ChargeRunRows
{
    private const string Columns = """
        r.run_id, r.kind, r.date, r.status, r.position, r.engine_version, r.totals::text, r.error, r.actor, r.reason,
        r.started_at, r.ended_at, r.number
        """;

    /// <summary>One run; null when there is none.</summary>
    public static async Task<ChargeRunRow?> Find(NpgsqlDataSource source, string runId, CancellationToken ct)
    {
        await using var command =
            source.CreateCommand($"SELECT {Columns} FROM billing.charge_runs r WHERE r.run_id = $1");
        command.Parameters.Add(new() { Value = runId });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    /// <summary>Runs, the one that started last first, each null for no bound.</summary>
    /// <param name="source">The database.</param>
    /// <param name="from">The first business date.</param>
    /// <param name="to">The last business date.</param>
    /// <param name="status">Only those that stand so.</param>
    /// <param name="before">Only those with lower numbers.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<ChargeRunRow>> List(
        NpgsqlDataSource source, DateOnly? from, DateOnly? to, string? status, long? before, int limit,
        CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT {Columns} FROM billing.charge_runs r
            WHERE ($1::date IS NULL OR r.date >= $1) AND ($2::date IS NULL OR r.date <= $2)
                AND ($3::text IS NULL OR r.status = $3) AND ($4::bigint IS NULL OR r.number < $4)
            ORDER BY r.number DESC LIMIT $5
            """);
        command.Parameters.Add(SqlParameters.Typed(from, NpgsqlDbType.Date));
        command.Parameters.Add(SqlParameters.Typed(to, NpgsqlDbType.Date));
        command.Parameters.Add(SqlParameters.Typed(status, NpgsqlDbType.Text));
        command.Parameters.Add(SqlParameters.Typed(before, NpgsqlDbType.Bigint));
        command.Parameters.Add(new() { Value = limit });
        var runs = new List<ChargeRunRow>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) runs.Add(Read(row));
        return runs;
    }

    /// <summary>How a run stands.</summary>
    public static async Task<string> Status(NpgsqlDataSource source, string runId, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT status FROM billing.charge_runs WHERE run_id = $1");
        command.Parameters.Add(new() { Value = runId });
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The runs that are to be carried out, in the order in which they were started.</summary>
    public static async Task<IReadOnlyList<string>> Running(NpgsqlDataSource source, CancellationToken ct)
    {
        var runs = new List<string>();
        await using var command = source.CreateCommand(
            $"SELECT run_id FROM billing.charge_runs WHERE status = '{RunStatus.Running}' ORDER BY number");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) runs.Add(reader.GetString(0));
        return runs;
    }

    /// <summary>How many runs have begun and not ended.</summary>
    public static async Task<long> CountOpen(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command =
            source.CreateCommand("SELECT count(*) FROM billing.charge_runs WHERE ended_at IS NULL");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// The runs of a span of dates that had begun by a position, in the order of dates, and of the log within a date.
    /// </summary>
    /// <returns>
    /// Each with whether what it did not post to its customers was missing (it is complete, and no Run Package), and
    /// the lowest position that it was decided at.
    /// </returns>
    public static async Task<List<(string RunId, bool Covers, long Position)>> OfSpan(
        NpgsqlDataSource source, DateOnly from, DateOnly to, long position, CancellationToken ct)
    {
        var found = new List<(string, bool, long)>();
        await using var command = source.CreateCommand($"""
            SELECT run_id, status = '{RunStatus.Completed}' AND kind <> '{RunKind.RunPackage.Text()}',
                coalesce(position, number)
            FROM billing.charge_runs WHERE date BETWEEN $1 AND $2 AND number <= $3 ORDER BY date, number
            """);
        command.Parameters.AddValues(from, to, position);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add((reader.GetString(0), reader.GetBoolean(1), reader.GetInt64(2)));
        return found;
    }

    private static ChargeRunRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3),
        row.IsDBNull(4) ? null : row.GetInt64(4), row.GetString(5),
        row.IsDBNull(6) ? null : JsonSerializer.Deserialize<RunTotals>(row.GetString(6), EventJson.Options),
        row.IsDBNull(7) ? null : row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9),
        row.GetFieldValue<DateTimeOffset>(10), row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        row.GetInt64(12));
}
