namespace PackageBilling.Billing.Storage.Posting;

/// <summary>
/// An interval of minimum spend that was settled: of the assignment's key, under the occurrence of the posting that
/// stands, for calls of a customer from a date on.
/// </summary>
internal readonly record struct SettledInterval(long AssignmentKey, int Occurrence, string CustomerId, DateOnly From);

/// <summary>Minimum spend that was settled on a date, as known at a position.</summary>
internal static class Settlements
{
    /// <summary>The occurrence of the posting that stands, by the assignment's key.</summary>
    /// <remarks>What was charged again and reversed leaves an earlier posting standing.</remarks>
    public static async Task<Dictionary<long, int>> Standing(
        NpgsqlDataSource source, DateOnly date, long[] assignmentKeys, long position, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT p.assignment_key, max(p.occurrence) FROM posting.posted_lines p
            LEFT JOIN billing.reversed_lines r ON r.posting_date = p.posting_date
                AND r.assignment_key = p.assignment_key AND r.kind = p.kind AND r.occurrence = p.occurrence
                AND r.position <= $3
            WHERE p.posting_date = $1 AND p.assignment_key = ANY ($2) AND p.kind = {(int)ChargeKind.MinimumSpend}
                AND p.position <= $3
                AND r.position IS NULL
            GROUP BY p.assignment_key
            """);
        command.Parameters.AddValues(date, assignmentKeys, position);
        var standing = new Dictionary<long, int>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) standing.Add(row.GetInt64(0), row.GetInt32(1));
        return standing;
    }

    /// <summary>The keys of those assignments for whose interval calls were recorded after it was settled.</summary>
    public static async Task<HashSet<long>> WithLaterCalls(
        NpgsqlDataSource source, DateOnly date, IReadOnlyList<SettledInterval> settled, long position,
        CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT l.assignment_key FROM unnest($2::bigint[], $3::int[], $4::text[], $5::date[])
                AS w (assignment_key, occurrence, customer_id, from_date)
            JOIN posting.posted_lines l ON l.posting_date = $1 AND l.assignment_key = w.assignment_key
                AND l.kind = {(int)ChargeKind.MinimumSpend}
                AND l.occurrence = w.occurrence
            WHERE EXISTS (
                SELECT 1 FROM billing.spend c
                WHERE c.customer_id = w.customer_id AND c.local_date >= w.from_date AND c.local_date < $1
                    AND c.position > l.position AND c.position <= $6)
            """);
        command.Parameters.AddValues(
            date, settled.Select(one => one.AssignmentKey).ToArray(), settled.Select(one => one.Occurrence).ToArray(),
            settled.Select(one => one.CustomerId).ToArray(), settled.Select(one => one.From).ToArray(), position);
        var keys = new HashSet<long>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) keys.Add(row.GetInt64(0));
        return keys;
    }

    /// <summary>The newest correction of lines, by the assignment's key: what stands instead of the line.</summary>
    /// <param name="source">The database.</param>
    /// <param name="log">The log.</param>
    /// <param name="date">The date of the settlements.</param>
    /// <param name="lines">The assignments, by key and id, with the occurrence of the posting that stands.</param>
    /// <param name="position">The position up to which corrections count.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyDictionary<long, RestatedLine>> Restated(
        NpgsqlDataSource source, IEventLog log, DateOnly date,
        IReadOnlyList<(long Key, string AssignmentId, int Occurrence)> lines, long position, CancellationToken ct)
    {
        // The first posting may be a gap that was filled, which is corrected under the occurrence 0.
        var found = new List<(long Key, int Corrects, int Occurrence, long Position)>();
        await using (var command = source.CreateCommand($"""
            SELECT DISTINCT ON (r.assignment_key) r.assignment_key, r.corrects, r.occurrence, r.position
            FROM unnest($2::bigint[], $3::int[]) AS w (assignment_key, occurrence)
            JOIN posting.restated_lines r ON r.posting_date = $1 AND r.assignment_key = w.assignment_key
                AND r.kind = {(int)ChargeKind.MinimumSpend}
                AND (r.corrects = w.occurrence OR (r.corrects = 0 AND w.occurrence = 1))
                AND r.position <= $4
            ORDER BY r.assignment_key, r.position DESC, r.occurrence DESC
            """))
        {
            command.Parameters.AddValues(
                date, lines.Select(line => line.Key).ToArray(), lines.Select(line => line.Occurrence).ToArray(),
                position);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                found.Add((reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));
        }
        // One event corrects all lines of a customer.
        var assignments = lines.ToDictionary(line => line.Key, line => line.AssignmentId);
        var newest = new Dictionary<long, RestatedLine>();
        foreach (var (key, corrects, occurrence, at) in found)
            await foreach (var stored in log.ReadAll(at - 1, at, [typeof(ChargesRestated)], ct))
                newest[key] = ((ChargesRestated)stored.Data).Lines.First(line =>
                    line.Line.AssignmentId == assignments[key] && line.Of == ChargeKind.MinimumSpend
                        && line.Line.PostingDate == date && line.Line.Occurrence == occurrence
                        && line.Corrected == corrects);
        return newest;
    }
}
