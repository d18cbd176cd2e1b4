namespace PackageBilling.Billing.Storage.Posting;

/// <summary>
/// The exactly-once index: one row per posted line, written in the transaction of the line's event. Its key holds no
/// clock and no random part, so a second posting of the same line cannot be committed (I3). Rows carry the position of
/// their event: a decision at a position counts only those at or below it.
/// </summary>
internal static class PostedLines
{
    /// <summary>Creates the tables. The date leads the key, since a run asks for
    /// and writes one date at a time.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "posting",
    [
        $"""
        CREATE SCHEMA posting;
        CREATE TABLE posting.posted_lines (
            posting_date date NOT NULL, assignment_key bigint NOT NULL, kind smallint NOT NULL, occurrence int NOT NULL,
            position bigint NOT NULL,
            CONSTRAINT posted_lines_once PRIMARY KEY (posting_date, assignment_key, kind, occurrence));
        {RestatedLines.Tables};
        {UnsealedParts.Table}
        """,
    ], ct);

    /// <summary>
    /// What to join to assignments <c>a</c> as <c>p</c> for the postings of date $1 known at position $2. Probing row
    /// by row is best for a few customers, hashing the date's rows for many. Where the date has none, as most have that
    /// are run or simulated for the first time, nothing is joined, so that the assignments stay in the order of their
    /// index and need not be sorted.
    /// </summary>
    public static async Task<string> OnDate(
        NpgsqlConnection connection, DateOnly date, bool forFew, CancellationToken ct)
    {
        if (forFew) return $"LEFT JOIN LATERAL ({Sums} AND l.assignment_key = a.assignment_key) p ON true";
        await using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM posting.posted_lines WHERE posting_date = $1 AND kind <> 0)", connection)
        { Parameters = { new() { Value = date } } };
        return await command.ExecuteScalarAsync(ct) is true
            ? $"LEFT JOIN ({Sums} GROUP BY l.assignment_key) p ON p.assignment_key = a.assignment_key" : Nothing;
    }

    /// <summary>The <see cref="PostedState"/> of a posting, whose row of reversed lines is joined
    /// as <c>r</c>.</summary>
    public const string State = "CASE WHEN r.assignment_key IS NULL THEN 0 WHEN r.charge_again THEN 2 ELSE 1 END";

    /// <summary>Whether that posting counts as posted.</summary>
    public const string IsStanding = "(r.assignment_key IS NULL OR NOT r.charge_again)";

    public const string Nothing = """
        CROSS JOIN (SELECT NULL::int AS recurring_times, NULL::int AS recurring_state, NULL::int AS proration_times,
            NULL::int AS proration_state,
            NULL::int AS minimum_times, NULL::int AS minimum_state) p
        """;

    /// <summary>The columns that <see cref="Read"/> reads behind those of setup:
    /// times and state of each kind.</summary>
    public const string Columns =
        "p.recurring_times, p.recurring_state, p.proration_times, p.proration_state, p.minimum_times, p.minimum_state";

    /// <summary>How many columns <see cref="Read"/> reads.</summary>
    public const int ColumnCount = 8;

    /// <summary>What was posted of an assignment: setup by times and whether it stands,
    /// the other kinds by <see cref="Columns"/>.</summary>
    public static Postings Read(NpgsqlDataReader row, int first) => new(
        new(row.GetInt32(first), row.GetBoolean(first + 1)), Posted(row, first + 2), Posted(row, first + 4),
        Posted(row, first + 6));

    private static Posted Posted(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column)
            ? default : Charging.Book.Posted.Of(row.GetInt32(column), (PostedState)row.GetInt32(column + 1));

    private static readonly string Sums = $"""
        SELECT max(l.assignment_key) AS assignment_key,
            {Of(ChargeKind.Recurring, "recurring")}, {Of(ChargeKind.Proration, "proration")},
            {Of(ChargeKind.MinimumSpend, "minimum")}
        FROM posting.posted_lines l
        LEFT JOIN billing.reversed_lines r ON r.posting_date = $1 AND r.assignment_key = l.assignment_key
            AND r.kind = l.kind AND r.occurrence = l.occurrence AND r.position <= $2
        WHERE l.posting_date = $1 AND l.position <= $2
        """;

    private static string Of(ChargeKind kind, string name) => $"""
        max(l.occurrence) FILTER (WHERE l.kind = {(int)kind}) AS {name}_times,
        min({State}) FILTER (WHERE l.kind = {(int)kind}) AS {name}_state
        """;

    /// <summary>Writes the rows of lines whose events have their positions, inside the caller's transaction.</summary>
    public static async Task Copy(
        NpgsqlConnection connection, IEnumerable<(PostedKey Key, long Position)> posted, CancellationToken ct)
    {
        await using var rows = await connection.BeginBinaryImportAsync(
            "COPY posting.posted_lines (posting_date, assignment_key, kind, occurrence, position) "
                + "FROM STDIN (FORMAT BINARY)", ct);
        foreach (var (key, position) in posted)
        {
            await rows.StartRowAsync(ct);
            rows.Write(key.PostingDate, NpgsqlDbType.Date);
            rows.Write(key.AssignmentKey, NpgsqlDbType.Bigint);
            rows.Write((short)key.Kind, NpgsqlDbType.Smallint);
            rows.Write(key.Occurrence, NpgsqlDbType.Integer);
            rows.Write(position, NpgsqlDbType.Bigint);
        }
        await rows.CompleteAsync(ct);
    }
}
