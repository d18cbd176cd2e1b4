using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>The newest correction of lines of one date, by the assignment's number: what stands instead of the line.</summary>
internal static class RestatedSettlements
{
    /// <param name="source">The database.</param>
    /// <param name="log">The log.</param>
    /// <param name="date">The date of the settlements.</param>
    /// <param name="lines">The assignments, by number and id, with the number of the posting that stands.</param>
    /// <param name="position">The position up to which corrections count.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyDictionary<long, RestatedLine>> Newest(
        NpgsqlDataSource source, IEventLog log, DateOnly date, IReadOnlyList<(long Number, string AssignmentId, int Nth)> lines, long position, CancellationToken ct)
    {
        // The first posting may be a gap that was filled, which is corrected under the number 0.
        var found = new List<(long Number, int Corrects, int Nth, long Position)>();
        await using (var command = source.CreateCommand("""
            SELECT DISTINCT ON (r.number) r.number, r.corrects, r.nth, r.position
            FROM unnest($2::bigint[], $3::int[]) AS w (number, nth)
            JOIN posting.restated_lines r ON r.key_date = $1 AND r.number = w.number AND r.kind = 2 AND (r.corrects = w.nth OR (r.corrects = 0 AND w.nth = 1))
                AND r.position <= $4
            ORDER BY r.number, r.position DESC, r.nth DESC
            """))
        {
            command.Parameters.AddValues(
                date, lines.Select(line => line.Number).ToArray(), lines.Select(line => line.Nth).ToArray(),
                position);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) found.Add((reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));
        }
        // One event corrects all lines of a customer.
        var assignments = lines.ToDictionary(line => line.Number, line => line.AssignmentId);
        var newest = new Dictionary<long, RestatedLine>();
        foreach (var (number, corrects, nth, at) in found)
            await foreach (var stored in log.ReadAll(at - 1, at, [typeof(ChargesRestated)], ct))
                newest[number] = ((ChargesRestated)stored.Data).Lines.First(line =>
                    line.AssignmentId == assignments[number] && line.Of == ChargeKind.MinimumSpend && line.KeyDate == date && line.Nth == nth && ChargeIds.Corrected(line) == corrects);
        return newest;
    }
}
