namespace PackageBilling.Billing.Storage.Posting;

/// <summary>The newest correction of lines of one date, by the assignment's key: what stands instead of the line.</summary>
internal static class RestatedSettlements
{
    /// <param name="source">The database.</param>
    /// <param name="log">The log.</param>
    /// <param name="date">The date of the settlements.</param>
    /// <param name="lines">The assignments, by key and id, with the occurrence of the posting that stands.</param>
    /// <param name="position">The position up to which corrections count.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyDictionary<long, RestatedLine>> Newest(
        NpgsqlDataSource source, IEventLog log, DateOnly date, IReadOnlyList<(long Key, string AssignmentId, int Occurrence)> lines, long position, CancellationToken ct)
    {
        // The first posting may be a gap that was filled, which is corrected under the occurrence 0.
        var found = new List<(long Key, int Corrects, int Occurrence, long Position)>();
        await using (var command = source.CreateCommand("""
            SELECT DISTINCT ON (r.assignment_key) r.assignment_key, r.corrects, r.occurrence, r.position
            FROM unnest($2::bigint[], $3::int[]) AS w (assignment_key, occurrence)
            JOIN posting.restated_lines r ON r.posting_date = $1 AND r.assignment_key = w.assignment_key AND r.kind = 2 AND (r.corrects = w.occurrence OR (r.corrects = 0 AND w.occurrence = 1))
                AND r.position <= $4
            ORDER BY r.assignment_key, r.position DESC, r.occurrence DESC
            """))
        {
            command.Parameters.AddValues(
                date, lines.Select(line => line.Key).ToArray(), lines.Select(line => line.Occurrence).ToArray(),
                position);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) found.Add((reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));
        }
        // One event corrects all lines of a customer.
        var assignments = lines.ToDictionary(line => line.Key, line => line.AssignmentId);
        var newest = new Dictionary<long, RestatedLine>();
        foreach (var (key, corrects, occurrence, at) in found)
            await foreach (var stored in log.ReadAll(at - 1, at, [typeof(ChargesRestated)], ct))
                newest[key] = ((ChargesRestated)stored.Data).Lines.First(line =>
                    line.Line.AssignmentId == assignments[key] && line.Of == ChargeKind.MinimumSpend && line.Line.PostingDate == date && line.Line.Occurrence == occurrence && line.Corrected == corrects);
        return newest;
    }
}
