using System.Buffers.Binary;
using System.Security.Cryptography;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Whether each charged line has its row in the exactly-once index, and each row its line. Rows are added up per date as numbers
/// that depend on every column, in any order; only for a date whose sums differ are they looked at one by one. Holds the number of
/// each assignment.
/// </summary>
internal sealed class IndexCheck
{
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, UInt128> _sums = [];

    /// <summary>One row: the index's columns.</summary>
    private readonly record struct Row(DateOnly KeyDate, long Number, short Kind, int Nth, long Position);

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        if (stored.Data is PackageBilling.Subscriptions.PackageAssigned assigned) _numbers.TryAdd(assigned.AssignmentId, stored.Position);
        else foreach (var posted in Posted(stored)) Add(posted.Row, 1);
    }

    /// <summary>Compares with the index as far as it is about events up to a position.</summary>
    public async Task Finish(NpgsqlDataSource source, IEventLog log, long through, CancellationToken ct)
    {
        await foreach (var row in Stored(source, new(DateOnly.MinValue, 0, 0, 0, 0), through, ct)) Add(row, -1);
        if (_sums.Where(sum => sum.Value != 0).Select(sum => (DateOnly?)sum.Key).Min() is { } date) Found = await Named(source, log, date, through, ct);
    }

    /// <summary>A row that an event must have, with the line that it is of and who posted that.</summary>
    private readonly record struct Known(Row Row, string ChargeId, string Of);

    private IEnumerable<Known> Posted(StoredEvent stored) => stored.Data switch
    {
        ChargesPosted posted => posted.Lines.Select(line => new Known(
            new(line.KeyDate, _numbers.GetValueOrDefault(line.AssignmentId), (short)line.Kind, line.Nth, stored.Position), ChargeIds.Of(line), posted.RunId)),

        // A gap that was filled has the row that a run would have written.
        ChargesRestated restated => restated.Lines.Where(line => line.Fills is not null).Select(line => new Known(
            new(line.KeyDate, _numbers.GetValueOrDefault(line.AssignmentId), (short)line.Of, line.Fills!.Value, stored.Position), ChargeIds.Of(line), restated.RestatementId)),
        _ => [],
    };

    private void Add(Row row, int sign)
    {
        _sums.TryGetValue(row.KeyDate, out var sum);
        _sums[row.KeyDate] = unchecked(sign > 0 ? sum + Hash(row) : sum - Hash(row));
    }

    private static UInt128 Hash(Row row)
    {
        Span<byte> form = stackalloc byte[26], hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32BigEndian(form, row.KeyDate.DayNumber);
        BinaryPrimitives.WriteInt64BigEndian(form[4..], row.Number);
        BinaryPrimitives.WriteInt16BigEndian(form[12..], row.Kind);
        BinaryPrimitives.WriteInt32BigEndian(form[14..], row.Nth);
        BinaryPrimitives.WriteInt64BigEndian(form[18..], row.Position);
        SHA256.HashData(form, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>The first row of a date that has no line, or line that has no row.</summary>
    private async Task<Fault> Named(NpgsqlDataSource source, IEventLog log, DateOnly date, long through, CancellationToken ct)
    {
        var missing = new SortedDictionary<(long, short, int), Known>();
        await foreach (var stored in log.ReadAll(0, through, [typeof(ChargesPosted), typeof(ChargesRestated)], ct))
            foreach (var known in Posted(stored))
                if (known.Row.KeyDate == date) missing[(known.Row.Number, known.Row.Kind, known.Row.Nth)] = known;
        await foreach (var row in Stored(source, new(date, long.MinValue, 0, 0, 0), through, ct))
        {
            if (row.KeyDate != date) break;
            if (!missing.Remove((row.Number, row.Kind, row.Nth), out var known))
                return new("index", $"the exactly-once index has a row of which the log has no line: {Text(row)}", row.Position, null, Text(row), null);
            if (known.Row != row)
                return new("index", $"the exactly-once index names another event for {known.ChargeId}", known.Row.Position, known.Of,
                    $"position {row.Position}", $"position {known.Row.Position}");
        }
        var first = missing.Values.First();
        return new("index", $"the exactly-once index has no row for {first.ChargeId}", first.Row.Position, first.Of, null, Text(first.Row));
    }

    private static string Text(Row row) => FormattableString.Invariant(
        $"date {CanonicalText.Of(row.KeyDate)}, assignment number {row.Number}, kind {row.Kind}, n-th {row.Nth}, position {row.Position}");

    private static async IAsyncEnumerable<Row> Stored(
        NpgsqlDataSource source, Row after, long through, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = new List<Row>();
            await using (var command = source.CreateCommand("""
                SELECT key_date, number, kind, nth, position FROM posting.posted_lines
                WHERE (key_date, number, kind, nth) > ($1, $2, $3, $4) ORDER BY key_date, number, kind, nth LIMIT $5
                """))
            {
                foreach (var value in (object[])[after.KeyDate, after.Number, after.Kind, after.Nth, AuditLimits.IndexRowsPerRead])
                    command.Parameters.Add(new() { Value = value });
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                    page.Add(new(reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt16(2), reader.GetInt32(3), reader.GetInt64(4)));
            }
            foreach (var row in page)
                if (row.Position <= through) yield return row;
            if (page.Count < AuditLimits.IndexRowsPerRead) yield break;
            after = page[^1];
        }
    }
}
