namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Whether each restated line has its row in the index of corrections, and each row its line. Holds one row for each
/// correction; there are few of them compared with lines.
/// </summary>
internal sealed class CorrectionCheck
{
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<Key, (DateOnly Date, long Position, string ChargeId)> _rows = [];

    private readonly record struct Key(
        DateOnly PostingDate, long AssignmentKey, short Kind, int Corrects, int Occurrence);

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        if (stored.Data is PackageAssigned assigned) _keys.TryAdd(assigned.AssignmentId, stored.Position);
        if (stored.Data is not ChargesRestated restated) return;
        foreach (var line in restated.Lines)
            _rows[new(
                line.Line.PostingDate, _keys.GetValueOrDefault(line.Line.AssignmentId), (short)line.Of, line.Corrected,
                line.Line.Occurrence)] =
                (line.Date, stored.Position, line.Id);
    }

    /// <summary>Compares with the index as far as it is about events up to a position.</summary>
    public async Task Finish(NpgsqlDataSource source, long through, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT posting_date, assignment_key, kind, corrects, occurrence, date, position "
            + "FROM posting.restated_lines WHERE position <= $1 "
            + "ORDER BY position, assignment_key, kind, corrects, occurrence");
        command.Parameters.Add(new() { Value = through });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = new Key(
                reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt16(2), reader.GetInt32(3),
                reader.GetInt32(4));
            var (date, position) = (reader.GetFieldValue<DateOnly>(5), reader.GetInt64(6));
            if (!_rows.Remove(key, out var known))
                Report(new("index", $"the index of corrections has a row of which the log has no line: {key}", position,
                    null, key.ToString(), null));
            else if (known.Date != date || known.Position != position)
                Report(new("index", $"the index of corrections has another date or event for {known.ChargeId}",
                    known.Position, null, $"{CanonicalText.Of(date)}, position {position}",
                    $"{CanonicalText.Of(known.Date)}, position {known.Position}"));
        }
        if (_rows.Count > 0 && _rows.Values.MinBy(row => row.Position) is var missing)
            Report(new("index", $"the index of corrections has no row for {missing.ChargeId}", missing.Position, null,
                null, missing.ChargeId));
    }

    private void Report(Fault fault) => Found ??= fault;
}
