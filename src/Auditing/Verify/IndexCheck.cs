using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Whether each line has its row in an index of lines, and each row its line. Hashes of all columns are added up per
/// date, in any order; only for a date whose sums differ are rows compared one by one.
/// </summary>
/// <param name="table">The index.</param>
/// <param name="keys">The number of each assignment, which one of those who share it fills.</param>
internal sealed class IndexCheck(IndexedLines table, Dictionary<string, long> keys)
{
    private readonly Dictionary<DateOnly, UInt128> _sums = [];

    /// <summary>One row: the index's columns.</summary>
    private readonly record struct Row(
        DateOnly PostingDate, long AssignmentKey, short Kind, int Occurrence, long Position, bool ChargeAgain);

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        if (stored.Data is PackageAssigned assigned) keys.TryAdd(assigned.AssignmentId, stored.Position);
        else foreach (var known in Known(stored)) Add(known.Row, 1);
    }

    /// <summary>
    /// Compares with the rows of events up to a position; rows beyond it must at least be of an event that exists.
    /// </summary>
    public async Task Finish(
        NpgsqlDataSource source, IEventLog log, LogInspection inspection, long through, CancellationToken ct)
    {
        var later = new Dictionary<long, Row>();
        await foreach (var row in Stored(source, new(DateOnly.MinValue, 0, 0, 0, 0, false), ct))
            if (row.Position <= through) Add(row, -1);
            else later[row.Position] = row;
        if (_sums.Where(sum => sum.Value != 0).Select(sum => (DateOnly?)sum.Key).Min() is { } date)
            Found = await Named(source, log, date, through, ct);
        else if (later.Count > 0 && await inspection.PositionWithoutEvent(later.Keys, ct) is { } position)
            Found = NoLine(later[position]);
    }

    private Fault NoLine(Row row) =>
        new("index", $"{table.What} has a row of which the log has no line: {Text(row)}", row.Position, null,
            Text(row), null);

    private IEnumerable<(Row Row, IndexedLine Line)> Known(StoredEvent stored) =>
        table.Lines(stored.Data).Select(line => (new Row(
            line.PostingDate, keys.GetValueOrDefault(line.AssignmentId), (short)line.Kind, line.Occurrence,
            stored.Position, line.ChargeAgain), line));

    private void Add(Row row, int sign)
    {
        _sums.TryGetValue(row.PostingDate, out var sum);
        _sums[row.PostingDate] = unchecked(sign > 0 ? sum + Hash(row) : sum - Hash(row));
    }

    private static UInt128 Hash(Row row)
    {
        Span<byte> form = stackalloc byte[27], hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32BigEndian(form, row.PostingDate.DayNumber);
        BinaryPrimitives.WriteInt64BigEndian(form[4..], row.AssignmentKey);
        BinaryPrimitives.WriteInt16BigEndian(form[12..], row.Kind);
        BinaryPrimitives.WriteInt32BigEndian(form[14..], row.Occurrence);
        BinaryPrimitives.WriteInt64BigEndian(form[18..], row.Position);
        form[26] = row.ChargeAgain ? (byte)1 : (byte)0;
        ShortHash.Write(form, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>The first row of a date that has no line, or line that has no row.</summary>
    private async Task<Fault> Named(
        NpgsqlDataSource source, IEventLog log, DateOnly date, long through, CancellationToken ct)
    {
        var missing = new SortedDictionary<(long, short, int), (Row Row, IndexedLine Line)>();
        await foreach (var stored in log.ReadAll(0, through, table.EventTypes, ct))
            foreach (var known in Known(stored))
                if (known.Row.PostingDate == date)
                    missing[(known.Row.AssignmentKey, known.Row.Kind, known.Row.Occurrence)] = known;
        await foreach (var row in Stored(source, new(date, long.MinValue, 0, 0, 0, false), ct))
        {
            if (row.PostingDate != date) break;
            if (!missing.Remove((row.AssignmentKey, row.Kind, row.Occurrence), out var known))
            {
                if (row.Position <= through) return NoLine(row);
            }
            else if (known.Row with { ChargeAgain = row.ChargeAgain } == row && known.Row != row)
                return new("index", $"{table.What} is wrong about charging {known.Line.ChargeId} again",
                    known.Row.Position, known.Line.PostedBy, Again(row), Again(known.Row));
            else if (known.Row != row)
                return new("index", $"{table.What} names another event for {known.Line.ChargeId}", known.Row.Position,
                    known.Line.PostedBy, $"position {row.Position}", $"position {known.Row.Position}");
        }
        if (missing.Count == 0)
            return new(
                "index", $"{table.What} is not what the log says of {CanonicalText.Of(date)}", null, null, null, null);
        var (first, line) = missing.Values.First();
        return new(
            "index", $"{table.What} has no row for {line.ChargeId}", first.Position, line.PostedBy, null, Text(first));
    }

    private static string Again(Row row) => row.ChargeAgain ? "charge again" : "do not charge again";

    private static string Text(Row row) => string.Create(CultureInfo.InvariantCulture,
        $"date {CanonicalText.Of(row.PostingDate)}, assignment {row.AssignmentKey}, kind {row.Kind}, "
        + $"occurrence {row.Occurrence}, position {row.Position}");

    private async IAsyncEnumerable<Row> Stored(
        NpgsqlDataSource source, Row after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = new List<Row>();
            await using (var command = source.CreateCommand($"""
                SELECT posting_date, assignment_key, kind, occurrence, position, {table.ChargeAgain} FROM {table.Name}
                WHERE (posting_date, assignment_key, kind, occurrence) > ($1, $2, $3, $4)
                ORDER BY posting_date, assignment_key, kind, occurrence LIMIT $5
                """))
            {
                command.Parameters.AddValues(
                    after.PostingDate, after.AssignmentKey, after.Kind, after.Occurrence, AuditLimits.IndexRowsPerRead);
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                    page.Add(new(
                        reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt16(2), reader.GetInt32(3),
                        reader.GetInt64(4), reader.GetBoolean(5)));
            }
            foreach (var row in page) yield return row;
            if (page.Count < AuditLimits.IndexRowsPerRead) yield break;
            after = page[^1];
        }
    }
}
