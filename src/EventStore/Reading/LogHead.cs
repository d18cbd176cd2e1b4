using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace PackageBilling.EventStore;

/// <summary>
/// Knows, for the whole process, how far the log can be read, and wakes what follows it. Appends of this process wake
/// it at once, those of other processes through the database, and the clock in case a notification was lost.
/// </summary>
internal sealed class LogHead(NpgsqlDataSource source, SafePositions positions, ILogger<LogHead> logger)
{
    public const string Notify = "NOTIFY events_appended";

    /// <summary>Tells every node that subscriptions which stand still are to be tried again now.</summary>
    public const string NotifyTryAgain = $"{Notify}, '{Again}'";

    /// <summary>Tells every node that a request waits for a subscription that may be holding back.</summary>
    public const string NotifyHurry = $"{Notify}, '{Hurry}'";

    private const string Again = "again", Hurry = "hurry";

    private readonly Signal _wanted = new(), _moved = new(), _appended = new(), _again = new(), _hurried = new();
    private long _safe;

    /// <summary>The safe position that was found last.</summary>
    public long Safe => Volatile.Read(ref _safe);

    /// <summary>Ends when <see cref="Safe"/> moves; take it before reading that.</summary>
    public Task Moved => _moved.Next;

    /// <summary>Ends when an operator asks for a retry of stopped subscriptions.</summary>
    public Task TriedAgain => _again.Next;

    /// <summary>Ends when a request on any node waits for a subscription that may be holding back.</summary>
    public Task Hurried => _hurried.Next;

    /// <summary>There may be news.</summary>
    public void Wake() => _wanted.Raise();

    /// <summary>This process has committed an append.</summary>
    public void Appended()
    {
        Wake();
        _appended.Raise();
    }

    public Task Run(CancellationToken ct) => Task.WhenAll(Listen(ct), Follow(ct), Announce(ct));

    // Not in the append's own transaction: PostgreSQL lets only one transaction with a notification commit at a time,
    // so appends could not share a flush of its journal any more. One notification for many appends is enough.
    private async Task Announce(CancellationToken ct)
    {
        for (var appended = _appended.Next; ; )
        {
            await appended.WaitAsync(ct);
            appended = _appended.Next;
            try
            {
                await using var command = source.CreateCommand(Notify);
                await command.ExecuteNonQueryAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Other nodes could not be told of news; they look by themselves: {Reason}", e.Message);
            }
        }
    }

    private async Task Follow(CancellationToken ct)
    {
        var pause = Limits.GapPause;
        var (since, warned) = (Stopwatch.GetTimestamp(), false);
        var (looked, isNotified, wanted) = (since, true, _wanted.Next);
        while (!ct.IsCancellationRequested)
        {
            if (isNotified) wanted = _wanted.Next;
            try
            {
                // Commits send a notification. Without one, a check, which reads past every row of the appends in
                // progress, finds no more until the appends that may fill the gap have ended. It is made now and then
                // all the same, in case a notification was lost.
                if (isNotified || Stopwatch.GetElapsedTime(looked) > Limits.Poll || !await positions.WaitsStill(ct))
                {
                    looked = Stopwatch.GetTimestamp();
                    if (await Moves(ct)) pause = Limits.GapPause;
                }
                if (!positions.Undecided) (since, warned) = (Stopwatch.GetTimestamp(), false);
                else if (!warned && Stopwatch.GetElapsedTime(since) > Limits.GapWarning)
                {
                    warned = true;
                    logger.LogWarning("Nothing after position {Position} can be read until an append that began long "
                        + "ago commits or rolls back.", Safe);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "The log's safe position cannot be read; trying again: {Reason}", e.Message);
                await Waiting.Pause(Limits.Poll, ct);
            }
            // A rollback sends no notification, so an undecided gap is checked more often.
            await wanted.AtMost(positions.Undecided ? pause : Limits.Poll, ct);
            (isNotified, pause) =
                (wanted.IsCompleted, TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Limits.LongestGapPause.Ticks)));
        }
    }

    private async Task<bool> Moves(CancellationToken ct)
    {
        var safe = await positions.Current(ct);
        if (safe <= Safe) return false;
        Volatile.Write(ref _safe, safe);
        _moved.Raise();
        return true;
    }

    private async Task Listen(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                connection.Notification += (_, news) =>
                {
                    Wake();
                    if (news.Payload == Again) _again.Raise();
                    else if (news.Payload == Hurry) _hurried.Raise();
                };
                await using (var listen = new NpgsqlCommand("LISTEN events_appended", connection))
                    await listen.ExecuteNonQueryAsync(ct);
                while (true) await connection.WaitAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Listening for news of the log was interrupted; trying again: {Reason}", e.Message);
                await Waiting.Pause(Limits.Poll, ct);
            }
        }
    }
}
