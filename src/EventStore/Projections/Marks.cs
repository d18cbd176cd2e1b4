using Microsoft.Extensions.Logging;

namespace PackageBilling.EventStore;

/// <summary>Records from time to time how far the log could be read, so that "as known at" can be
/// answered later.</summary>
internal sealed class Marks(NpgsqlDataSource source, LogHead head, TimeProvider clock, ILogger<Marks> logger)
{
    // The lock and the insert are two statements, so that the second sees what the previous holder of the lock wrote:
    // one of several nodes writes, and marks grow in both columns.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('marks', 0))";

    private const string Insert = """
        INSERT INTO events.marks (instant, position)
        SELECT $1, $2 WHERE NOT EXISTS (
            SELECT FROM (SELECT instant, position FROM events.marks ORDER BY instant DESC LIMIT 1) AS last
            WHERE last.instant >= $1 OR last.position >= $2)
        """;

    public async Task Run(CancellationToken ct)
    {
        var marked = 0L;
        while (!ct.IsCancellationRequested)
        {
            var moved = head.Moved;
            try
            {
                var safe = head.Safe;
                if (safe > marked)
                {
                    await Write(safe, ct);
                    marked = safe;
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "A mark could not be written; trying again: {Reason}", e.Message);
            }
            if (head.Safe == marked) await moved.WaitAsync(ct);
            await Waiting.Pause(Limits.Mark, ct);
        }
    }

    // The instant is read after the position: everything at or below the position was there by then.
    private async Task Write(long safe, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new(Lock));
        batch.BatchCommands.Add(new(Insert) { Parameters = { new() { Value = now }, new() { Value = safe } } });
        await batch.ExecuteNonQueryAsync(ct);
    }
}
