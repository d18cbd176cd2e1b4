namespace PackageBilling.Billing.Storage.Posting;

/// <summary>A restatement line, found by its id, or by the id of the line whose gap it has filled.</summary>
internal sealed record FoundRestatement(ChargesRestated Restated, RestatedLine Line, StoredEvent Stored)
{
    /// <summary>Null when there is none.</summary>
    public static async Task<FoundRestatement?> Find(
        NpgsqlDataSource source, IEventLog log, string chargeId, CancellationToken ct)
    {
        var (corrects, occurrence) = ChargeIds.ParseRestatement(chargeId) ?? (chargeId, 0);
        if (ChargeIds.Parse(corrects) is not { } key) return null;
        await using var command = source.CreateCommand("""
            SELECT r.position FROM (SELECT assignment_key FROM billing.assignments WHERE assignment_id = $1 LIMIT 1) a
            JOIN posting.restated_lines r ON r.posting_date = $2 AND r.assignment_key = a.assignment_key AND r.kind = $3
                AND r.corrects = $4 AND r.occurrence = $5
            """);
        foreach (var value in (object[])[key.AssignmentId, key.PostingDate, (short)key.Kind,
            occurrence == 0 ? 0 : key.Occurrence, occurrence == 0 ? 1 : occurrence])
            command.Parameters.Add(new() { Value = value });
        if (await command.ExecuteScalarAsync(ct) is not long position) return null;
        await foreach (var stored in log.ReadAll(position - 1, position, [typeof(ChargesRestated)], ct))
            if (stored.Data is ChargesRestated restated
                && restated.Lines.FirstOrDefault(line => occurrence == 0
                    ? IsFilledBy(line, key) : line.Id == chargeId) is { } line)
                return new(restated, line, stored);
        return null;
    }

    private static bool IsFilledBy(
        RestatedLine line, (string AssignmentId, ChargeKind Kind, DateOnly PostingDate, int Occurrence) key) =>
        line.Line.AssignmentId == key.AssignmentId && line.Of == key.Kind && line.Line.PostingDate == key.PostingDate
            && line.Fills == key.Occurrence;
}
