using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Subscriptions;

namespace PackageBilling.Billing;

/// <summary>
/// Whether each restated line has its row in the index of corrections, and each row its line. Holds one row for each correction, of
/// which there are few beside the lines that they correct.
/// </summary>
internal sealed class CorrectionCheck
{
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<Key, (DateOnly Date, long Position, string ChargeId)> _rows = [];

    private readonly record struct Key(DateOnly KeyDate, long Number, short Kind, int Corrects, int Nth);

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        if (stored.Data is PackageAssigned assigned) _numbers.TryAdd(assigned.AssignmentId, stored.Position);
        if (stored.Data is not ChargesRestated restated) return;
        foreach (var line in restated.Lines)
            _rows[new(line.KeyDate, _numbers.GetValueOrDefault(line.AssignmentId), (short)line.Of, ChargeIds.Corrected(line), line.Nth)] =
                (line.Date, stored.Position, ChargeIds.Of(line));
    }

    /// <summary>Compares with the index as far as it is about events up to a position.</summary>
    public async Task Finish(NpgsqlDataSource source, long through, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT key_date, number, kind, corrects, nth, date, position FROM posting.restated_lines WHERE position <= $1 ORDER BY position, number, kind, corrects, nth");
        command.Parameters.Add(new() { Value = through });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = new Key(reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt16(2), reader.GetInt32(3), reader.GetInt32(4));
            var (date, position) = (reader.GetFieldValue<DateOnly>(5), reader.GetInt64(6));
            if (!_rows.Remove(key, out var known))
                Report(new("index", $"the index of corrections has a row of which the log has no line: {key}", position, null, key.ToString(), null));
            else if (known.Date != date || known.Position != position)
                Report(new("index", $"the index of corrections has another date or event for {known.ChargeId}", known.Position, null,
                    $"{CanonicalText.Of(date)}, position {position}", $"{CanonicalText.Of(known.Date)}, position {known.Position}"));
        }
        if (_rows.Count > 0 && _rows.Values.MinBy(row => row.Position) is var missing)
            Report(new("index", $"the index of corrections has no row for {missing.ChargeId}", missing.Position, null, null, missing.ChargeId));
    }

    private void Report(Fault fault) => Found ??= fault;
}
