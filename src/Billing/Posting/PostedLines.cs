using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// The exactly-once index: one row per posted line, written in the transaction of the line's event. Its key holds no clock and
/// no random part, so a second posting of the same line cannot be committed (I3). Rows carry the position of their event:
/// a decision at a position counts only those at or below it.
/// </summary>
internal static class PostedLines
{
    /// <summary>Creates the table. The date leads the key, since a run asks for and writes one date at a time.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "posting",
    [
        """
        CREATE SCHEMA posting;
        CREATE TABLE posting.posted_lines (
            key_date date NOT NULL, number bigint NOT NULL, kind smallint NOT NULL, nth int NOT NULL,
            position bigint NOT NULL,
            CONSTRAINT posted_lines_once PRIMARY KEY (key_date, number, kind, nth))
        """,
    ], ct);

    /// <summary>
    /// What to join to assignments <c>a</c> as <c>p</c> for the postings of date $1 known at position $2. Probing row by row is
    /// best for a few customers, hashing the date's rows for many.
    /// </summary>
    public static string OnDate(bool forFew) => forFew
        ? $"LATERAL ({Sums} AND l.number = a.number) p ON true"
        : $"({Sums} GROUP BY l.number) p ON p.number = a.number";

    private const string Sums = """
        SELECT max(l.number) AS number,
            max(l.nth) FILTER (WHERE l.kind = 1) AS recurring_times,
            bool_or(r.number IS NULL) FILTER (WHERE l.kind = 1) AS recurring_stands,
            max(l.nth) FILTER (WHERE l.kind = 2) AS minimum_times,
            bool_or(r.number IS NULL) FILTER (WHERE l.kind = 2) AS minimum_stands
        FROM posting.posted_lines l
        LEFT JOIN billing.reversed_lines r ON r.key_date = $1 AND r.number = l.number AND r.kind = l.kind AND r.nth = l.nth AND r.position <= $2
        WHERE l.key_date = $1 AND l.position <= $2
        """;

    /// <summary>
    /// Writes the rows of restated lines: each correction has a key of its own, under kinds that runs do not ask for, and a gap that is
    /// filled takes the very key that a run would post it under.
    /// </summary>
    public static async Task Copy(NpgsqlConnection connection, IEnumerable<(RestatedLine Line, long Number, int CorrectedNth, long Position)> restated, CancellationToken ct)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            "COPY posting.posted_lines (key_date, number, kind, nth, position) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var (line, number, correctedNth, position) in restated)
        {
            await Row(line.Date, (short)(RestatementKind + (short)line.Of), (correctedNth * CorrectionsOfALine) + line.Nth);
            if (line.Fills is { } nth) await Row(line.KeyDate, (short)line.Of, nth);

            async Task Row(DateOnly keyDate, short kind, int rowNth)
            {
                await import.StartRowAsync(ct);
                await import.WriteAsync(keyDate, NpgsqlDbType.Date, ct);
                await import.WriteAsync(number, NpgsqlDbType.Bigint, ct);
                await import.WriteAsync(kind, NpgsqlDbType.Smallint, ct);
                await import.WriteAsync(rowNth, NpgsqlDbType.Integer, ct);
                await import.WriteAsync(position, NpgsqlDbType.Bigint, ct);
            }
        }
        await import.CompleteAsync(ct);
    }

    /// <summary>Added to the kind of a corrected line, it is the kind of the correction's row; that row's date is the business date corrected.</summary>
    public const short RestatementKind = 16;

    /// <summary>How often one line can be corrected: each late fact can do it once, and nobody edits one day's price that often.</summary>
    public const int CorrectionsOfALine = 100_000;

    /// <summary>Writes the rows of lines whose events have their positions, inside the caller's transaction.</summary>
    public static async Task Copy(NpgsqlConnection connection, IEnumerable<(Line Line, long Position)> posted, CancellationToken ct)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            "COPY posting.posted_lines (key_date, number, kind, nth, position) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var (line, position) in posted)
        {
            await import.StartRowAsync(ct);
            await import.WriteAsync(line.KeyDate, NpgsqlDbType.Date, ct);
            await import.WriteAsync(line.Assignment.Number, NpgsqlDbType.Bigint, ct);
            await import.WriteAsync((short)line.Kind, NpgsqlDbType.Smallint, ct);
            await import.WriteAsync(line.Nth, NpgsqlDbType.Integer, ct);
            await import.WriteAsync(position, NpgsqlDbType.Bigint, ct);
        }
        await import.CompleteAsync(ct);
    }
}
