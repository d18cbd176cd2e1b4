using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>A restatement line, found by its id, or by the id of the line whose gap it has filled.</summary>
internal sealed record FoundRestatement(ChargesRestated Restated, RestatedLine Line, StoredEvent Stored)
{
    /// <summary>Null when there is none.</summary>
    public static async Task<FoundRestatement?> Find(NpgsqlDataSource source, IEventLog log, string chargeId, CancellationToken ct)
    {
        var (corrects, nth) = ChargeIds.ParseRestatement(chargeId) ?? (chargeId, 0);
        if (ChargeIds.Parse(corrects) is not { } key) return null;
        await using var command = source.CreateCommand("""
            SELECT r.position FROM (SELECT number FROM billing.assignments WHERE assignment_id = $1 LIMIT 1) a
            JOIN posting.restated_lines r ON r.key_date = $2 AND r.number = a.number AND r.kind = $3 AND r.corrects = $4 AND r.nth = $5
            """);
        foreach (var value in (object[])[key.AssignmentId, key.KeyDate, (short)key.Kind, nth == 0 ? 0 : key.Nth, nth == 0 ? 1 : nth])
            command.Parameters.Add(new() { Value = value });
        if (await command.ExecuteScalarAsync(ct) is not long position) return null;
        await foreach (var stored in log.ReadAll(position - 1, position, [typeof(ChargesRestated)], ct))
            if (stored.Data is ChargesRestated restated
                && restated.Lines.FirstOrDefault(line => nth == 0 ? IsFilledBy(line, key) : ChargeIds.Of(line) == chargeId) is { } line)
                return new(restated, line, stored);
        return null;
    }

    private static bool IsFilledBy(RestatedLine line, (string AssignmentId, ChargeKind Kind, DateOnly KeyDate, int Nth) key) =>
        line.AssignmentId == key.AssignmentId && line.Of == key.Kind && line.KeyDate == key.KeyDate && line.Fills == key.Nth;
}
