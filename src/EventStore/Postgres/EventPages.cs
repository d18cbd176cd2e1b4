using Npgsql;
using NpgsqlTypes;

namespace PackageBilling.EventStore;

/// <summary>
/// Reads the log page by page. A page is a short statement that has ended before its events are handed on, so however slow the
/// one who takes them is, no statement and no snapshot of the database stays open meanwhile.
/// </summary>
internal sealed class EventPages(EventTypes types)
{
    private const string Sql = $"""
        SELECT {EventRow.Columns} FROM events.mt_events
        WHERE seq_id > $1 AND seq_id <= $2 AND ($3::varchar[] IS NULL OR type = ANY ($3)) ORDER BY seq_id
        """;

    /// <summary>The aliases to ask for.</summary>
    public string[] Aliases(IReadOnlyCollection<Type> wanted) => [.. wanted.Select(types.AliasOf)];

    /// <summary>
    /// The first events with after &lt; position &lt;= through; <see cref="EventBatch.Through"/> says how far the page goes.
    /// </summary>
    public async Task<EventBatch> Read(NpgsqlConnection connection, long after, long through, string[]? aliases, CancellationToken ct)
    {
        var events = new List<StoredEvent>();
        if (aliases is { Length: 0 }) return new EventBatch(after, through, events);
        var (reached, bytes) = (after, 0);
        while (reached < through && reached - after < Limits.PagePositions && events.Count < Limits.PageEvents && bytes < Limits.PageBytes)
            (reached, bytes) = await ReadWindow(connection, reached, through, aliases, events, bytes, ct);
        return new EventBatch(after, reached, events);
    }

    // Positions are bounded on both sides, so the statement is quick even where the planner knows nothing yet of the rows
    // that a large run has just added, and sorts them.
    private async Task<(long Reached, int Bytes)> ReadWindow(
        NpgsqlConnection connection, long after, long through, string[]? aliases, List<StoredEvent> into, int bytes, CancellationToken ct)
    {
        var end = Math.Min(through, after + Limits.WindowPositions);
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = after },
                new() { Value = end },
                new() { Value = (object?)aliases ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var row = new EventRow(types);
        while (await reader.ReadAsync(ct))
        {
            if (bytes >= Limits.PageBytes) return (into[^1].Position, bytes);
            into.Add(row.Read(reader));
            bytes += row.Bytes;
        }
        return (end, bytes);
    }
}
