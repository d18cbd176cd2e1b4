namespace PackageBilling.Billing.Storage.Posting;

/// <summary>Reads which posted lines were reversed.</summary>
internal static class ReversedLines
{
    /// <summary>Which of some lines were reversed, by their numbers in order from 1.</summary>
    public static async Task<HashSet<long>> Among(
        NpgsqlConnection connection, List<ChargeLine> lines, CancellationToken ct)
    {
        var reversed = new HashSet<long>();
        // The keys are looked up first. Otherwise the planner joins by all but the key, which is every line with every
        // reversal of the date.
        await using var command = new NpgsqlCommand("""
            WITH w AS MATERIALIZED (
                SELECT l.*, (
                    SELECT assignment_key FROM billing.assignments WHERE assignment_id = l.id LIMIT 1) AS assignment_key
                FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS l (posting_date, id, kind, occurrence, line))
            SELECT w.line FROM w JOIN billing.reversed_lines r ON r.posting_date = w.posting_date
                AND r.assignment_key = w.assignment_key AND r.kind = w.kind AND r.occurrence = w.occurrence
            """, connection);
        command.Parameters.AddValues(
            SqlParameters.Typed(
                lines.ConvertAll(line => line.PostingDate).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Date),
            lines.ConvertAll(line => line.AssignmentId).ToArray(),
            lines.ConvertAll(line => (short)line.Kind).ToArray(),
            lines.ConvertAll(line => line.Occurrence).ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) reversed.Add(reader.GetInt64(0));
        return reversed;
    }

    /// <summary>
    /// The lines that were reversed by a position, by their ids, with the positions at which they were: those with
    /// posting dates in a span, and setup of any date.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="from">The first date.</param>
    /// <param name="to">The last date.</param>
    /// <param name="customers">Only theirs; null for all.</param>
    /// <param name="position">The position.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<string, long>> OfSpan(
        NpgsqlDataSource source, DateOnly from, DateOnly to, IReadOnlySet<string>? customers, long position,
        CancellationToken ct)
    {
        var reversed = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("""
            SELECT a.assignment_id, r.kind, r.posting_date, r.occurrence, r.position
            FROM billing.reversed_lines r JOIN (
                SELECT DISTINCT assignment_key, assignment_id, customer_id FROM billing.assignments
                WHERE $2::text[] IS NULL OR customer_id = ANY ($2)) a ON a.assignment_key = r.assignment_key
            WHERE r.position <= $1 AND (r.kind = 0 OR r.posting_date BETWEEN $3 AND $4)
            """);
        command.Parameters.AddValues(
            position, SqlParameters.Typed(customers?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text), from, to);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var id = ChargeIds.Of(
                row.GetString(0), (ChargeKind)row.GetInt16(1), row.GetFieldValue<DateOnly>(2), row.GetInt32(3));
            reversed[id] = row.GetInt64(4);
        }
        return reversed;
    }
}
