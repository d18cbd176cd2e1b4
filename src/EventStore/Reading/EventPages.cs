namespace PackageBilling.EventStore;

/// <summary>
/// Reads the log page by page. A page is a short statement that has ended before its events are handed on,
/// so a slow consumer keeps no statement and no snapshot of the database open.
/// </summary>
internal sealed class EventPages(EventTypes types)
{
    /// <summary>The aliases to ask for.</summary>
    public string[] Aliases(IReadOnlyCollection<Type> wanted) => [.. wanted.Select(types.AliasOf)];

    /// <summary>
    /// The first events with after &lt; position &lt;= through;
    /// <see cref="EventBatch.Through"/> says how far the page goes.
    /// </summary>
    public async Task<EventBatch> Read(
        NpgsqlConnection connection, long after, long through, string[]? aliases, CancellationToken ct)
    {
        var page = await ReadEvents(connection, after, through, aliases, ct);
        return new EventBatch(after, page.Through, page.Events);
    }

    /// <summary>The same as a page.</summary>
    public Task<Page<StoredEvent>> ReadEvents(
        NpgsqlConnection connection, long after, long through, string[]? aliases, CancellationToken ct) =>
        Page(connection, after, through, aliases, EventRow.Columns, new EventRow(types), ct);

    /// <summary>The same without what is stored beside the events.</summary>
    public Task<Page<StoredFact>> ReadFacts(
        NpgsqlConnection connection, long after, long through, string[]? aliases, CancellationToken ct) =>
        Page(connection, after, through, aliases, FactRow.Columns, new FactRow(types), ct);

    private static async Task<Page<T>> Page<T>(
        NpgsqlConnection connection, long after, long through, string[]? aliases, string columns,
        IRow<T> row, CancellationToken ct)
    {
        var events = new List<T>();
        if (aliases is { Length: 0 }) return new(through, events);
        var (reached, bytes) = (after, 0);
        while (reached < through && reached - after < Limits.PagePositions && events.Count < Limits.PageEvents
            && bytes < Limits.PageBytes)
            (reached, bytes) = await ReadWindow(connection, reached, through, aliases, columns, row, events, bytes, ct);
        return new(reached, events);
    }

    // Positions are bounded on both sides, so the statement is quick even where the planner knows nothing yet of the
    // rows that a large run has just added, and sorts them.
    private static async Task<(long Reached, int Bytes)> ReadWindow<T>(
        NpgsqlConnection connection, long after, long through, string[]? aliases, string columns, IRow<T> row,
        List<T> into, int bytes, CancellationToken ct)
    {
        var end = Math.Min(through, after + Limits.WindowPositions);
        await using var command = new NpgsqlCommand($"""
            SELECT {columns} FROM events.mt_events
            WHERE seq_id > $1 AND seq_id <= $2 AND ($3::varchar[] IS NULL OR type = ANY ($3)) ORDER BY seq_id
            """, connection)
        {
            Parameters =
            {
                new() { Value = after },
                new() { Value = end },
                new() { Value = (object?)aliases ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (bytes >= Limits.PageBytes) return (row.Position, bytes);
            into.Add(row.Read(reader));
            bytes += row.Bytes;
        }
        return (end, bytes);
    }
}

/// <summary>A page of the log.</summary>
/// <param name="Through">The position that the page reaches.</param>
/// <param name="Events">What it holds, in order.</param>
internal readonly record struct Page<T>(long Through, List<T> Events);
