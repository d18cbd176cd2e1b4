using Microsoft.Extensions.Logging;
using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>
/// Knows, once per process, how far the log can be read, and tells whoever follows it. Woken by appends of this process at
/// once, by those of others through the database, and by the clock in case a wake-up got lost.
/// </summary>
internal sealed class LogHead(NpgsqlDataSource source, SafePositions positions, ILogger<LogHead> logger)
{
    public const string Notify = "NOTIFY events_appended";

    private readonly Signal _wanted = new(), _moved = new();
    private long _safe;

    /// <summary>The safe position that was found last.</summary>
    public long Safe => Volatile.Read(ref _safe);

    /// <summary>Ends when <see cref="Safe"/> moves; take it before reading that.</summary>
    public Task Moved => _moved.Next;

    /// <summary>There may be news.</summary>
    public void Wake() => _wanted.Raise();

    public Task Run(CancellationToken ct) => Task.WhenAll(Listen(ct), Follow(ct));

    private async Task Follow(CancellationToken ct)
    {
        var pause = Limits.GapPause;
        while (!ct.IsCancellationRequested)
        {
            var wanted = _wanted.Next;
            try
            {
                var safe = await positions.Current(ct);
                if (safe > Safe)
                {
                    Volatile.Write(ref _safe, safe);
                    _moved.Raise();
                    pause = Limits.GapPause;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogWarning(e, "The log's safe position cannot be read; trying again.");
                await Waiting.Pause(Limits.Poll, ct);
            }
            // A transaction that is rolled back wakes nobody, so an undecided gap is looked at more often.
            await wanted.AtMost(positions.Undecided ? pause : Limits.Poll, ct);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Limits.LongestGapPause.Ticks));
        }
    }

    private async Task Listen(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                connection.Notification += (_, _) => Wake();
                await using (var listen = new NpgsqlCommand("LISTEN events_appended", connection)) await listen.ExecuteNonQueryAsync(ct);
                while (true) await connection.WaitAsync(ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogWarning(e, "Listening for news of the log was interrupted; trying again.");
                await Waiting.Pause(Limits.Poll, ct);
            }
        }
    }
}
