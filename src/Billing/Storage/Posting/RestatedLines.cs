namespace PackageBilling.Billing.Storage.Posting;

/// <summary>
/// The exactly-once index of corrections: one row per restated line, written in the transaction of its event, so that
/// the n-th correction of a line is posted once. It also finds them by the business date that they correct.
/// </summary>
internal static class RestatedLines
{
    public const string Tables = """
        CREATE TABLE posting.restated_lines (
            posting_date date NOT NULL, assignment_key bigint NOT NULL, kind smallint NOT NULL, corrects int NOT NULL,
            occurrence int NOT NULL,
            date date NOT NULL, position bigint NOT NULL,
            CONSTRAINT restated_lines_once PRIMARY KEY (posting_date, assignment_key, kind, corrects, occurrence));
        CREATE INDEX restated_lines_by_date ON posting.restated_lines (date, position)
        """;

    /// <summary>Writes the rows of corrections, inside the caller's transaction.
    /// A gap that is filled takes the very key that a run would post it under.</summary>
    public static async Task Insert(NpgsqlConnection connection,
        IReadOnlyList<(RestatedLine Line, long AssignmentKey, long Position)> lines, CancellationToken ct)
    {
        if (lines.Count == 0) return;
        await using var command = new NpgsqlCommand(
            "INSERT INTO posting.restated_lines SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)", connection)
        {
            Parameters =
            {
                new() { Value = lines.Select(row => row.Line.Line.PostingDate).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
                new() { Value = lines.Select(row => row.AssignmentKey).ToArray() },
                new() { Value = lines.Select(row => (short)row.Line.Of).ToArray() },
                new() { Value = lines.Select(row => row.Line.Corrected).ToArray() },
                new() { Value = lines.Select(row => row.Line.Line.Occurrence).ToArray() },
                new() { Value = lines.Select(row => row.Line.Date).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
                new() { Value = lines.Select(row => row.Position).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        var filled = lines.Where(row => row.Line.Fills is not null).Select(row => (new PostedKey(
            row.Line.Line.PostingDate, row.AssignmentKey, row.Line.Of, row.Line.Fills!.Value), row.Position)).ToList();
        if (filled.Count > 0) await PostedLines.Copy(connection, filled, ct);
    }

    /// <summary>The positions of the events that correct lines of a span of dates, in order.</summary>
    public static async Task<IReadOnlyList<long>> Positions(
        NpgsqlDataSource source, DateOnly from, DateOnly to, long through, CancellationToken ct)
    {
        var positions = new List<long>();
        await using var command = source.CreateCommand("SELECT DISTINCT position FROM posting.restated_lines "
            + "WHERE date BETWEEN $1 AND $2 AND position <= $3 ORDER BY position");
        foreach (var value in (object[])[from, to, through]) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) positions.Add(reader.GetInt64(0));
        return positions;
    }
}
