using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace PackageBilling.EventStore;

/// <summary>
/// Runs one subscription on this node, or stands by while another node does. The lock that decides which node runs it
/// belongs to the connection that writes its batches, so a node that loses the connection loses both.
/// </summary>
internal sealed class Follower(
    Progress progress,
    NpgsqlDataSource source,
    EventPages pages,
    LogTypes types,
    LogHead head,
    ITurns turns,
    BulkWriters writers,
    StoppedSubscriptions stopped,
    ILogger<Follower> logger)
{
    private readonly ISubscription _subscription = progress.Subscription;
    private readonly Checkpoint _checkpoint = Checkpoint.Of(progress.Subscription);
    private readonly string[] _aliases = pages.Aliases(progress.Subscription.EventTypes);
    private readonly bool _storesAlways = progress.Subscription is IProjection { IsReadInSnapshots: true };
    private TimeSpan _pause = Limits.Retry;

    // An earlier process may have recorded it.
    private bool _isWrittenDown = true;
    private bool _isInterrupted;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var (pause, again) = (Limits.StandBy, head.TriedAgain);
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                await RunAsSoonAsFree(connection, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                pause = DatabaseErrors.IsUnavailable(e) && _pause > Limits.LongestReconnect
                    ? Limits.LongestReconnect : _pause;
                _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, Limits.LongestRetry.Ticks));
                await Report(e, ct);
            }
            finally
            {
                progress.RunsHere = false;
            }
            await again.AtMost(pause, ct);
        }
    }

    private async Task RunAsSoonAsFree(NpgsqlConnection connection, CancellationToken ct)
    {
        while (true)
        {
            // It may change as long as this node stands by; once it runs, every batch checks it again.
            progress.TablesAreOthers = !await _checkpoint.IsOfRevision(connection, ct);
            if (progress.TablesAreOthers) return;
            var changed = turns.Changed;
            if (turns.MayRun(_subscription.Name) && await NodeLock.Try(connection, _subscription.Name, ct)) break;
            progress.Fault = null;
            await changed.AtMost(Limits.StandBy, ct);
        }
        try
        {
            if (await _checkpoint.Read(connection, ct) is not { } position)
                throw new InvalidOperationException($"The checkpoint of {_subscription.Name} is missing.");
            progress.Reach(position);
            progress.RunsHere = true;
            await Follow(connection, position, ct);
        }
        finally
        {
            await NodeLock.Release(connection);
        }
    }

    // Ends when it is another node's turn, or another process has moved the checkpoint.
    private async Task Follow(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        var (stretch, caughtUp) = (LogTypes.Stretch.None, 0L);
        var stored = new StoredCheckpoint(position);
        while (true)
        {
            var (changed, moved, hurried) = (turns.Changed, head.Moved, head.Hurried);
            var mayRun = turns.MayRun(_subscription.Name);
            var safe = head.Safe;
            if (stored.Position < position && (stored.IsOld || !mayRun))
            {
                if (!await _checkpoint.Take(connection, _subscription, stored.Passed(position), ct)) return;
                stored = new(position);
            }
            if (!mayRun) return;
            if (position >= safe)
            {
                await Works(safe, ct);
                if (stored.Position == position) await Task.WhenAny(moved, changed).WaitAsync(ct);
                else await Task.WhenAny(moved, changed, hurried).AtMost(stored.Left, ct);
                if (hurried.IsCompleted) stored.Hurry();
                continue;
            }
            // Once it stops holding back, it handles all that there is by then.
            if (position >= caughtUp && _subscription.MayWait > TimeSpan.Zero)
            {
                await StandBack(position, ct);
                caughtUp = safe = head.Safe;
            }
            // A page may end before the stretch does.
            if (position >= stretch.Through) stretch = await types.After(connection, position, safe, ct);
            var batch = await Batch(connection, position, stretch, ct);
            if (_storesAlways || _subscription.IsConcerned(batch))
            {
                batch = batch with { After = stored.Position };
                if (!await _checkpoint.Take(connection, _subscription, batch, ct)) return;
                stored = new(batch.Through);
            }
            position = batch.Through;
            progress.Reach(position);
            await Works(safe, ct);
        }
    }

    private async Task<EventBatch> Batch(
        NpgsqlConnection connection, long position, LogTypes.Stretch stretch, CancellationToken ct)
    {
        if (stretch.Holding(_aliases, position) is not { } holding)
            return new(position, stretch.Through, [], stretch.Types);
        var page = await pages.Read(connection, holding.After, holding.Through, _aliases, ct);
        return new(
            position, page.Through == holding.Through ? stretch.Through : page.Through, page.Events, stretch.Types);
    }

    // While others write in bulk, nobody waits, and it is not too long.
    private async Task StandBack(long position, CancellationToken ct)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            Task[] news = [writers.Changed, progress.WantedMore, head.Hurried, turns.Changed];
            var left = _subscription.MayWait - Stopwatch.GetElapsedTime(began);
            if (!writers.Any || progress.Wanted > position || left <= TimeSpan.Zero
                || !turns.MayRun(_subscription.Name))
                return;
            await Task.WhenAny(news).AtMost(left, ct);
            if (news[2].IsCompleted) return;
        }
    }

    private async Task Works(long safe, CancellationToken ct)
    {
        (progress.Fault, _pause, _isInterrupted) = (null, Limits.Retry, false);
        // As long as nothing is known of the log, nothing has been tried.
        if (!_isWrittenDown || safe == 0) return;
        await stopped.Clear(_subscription.Name, ct);
        _isWrittenDown = false;
    }

    private async Task Report(Exception e, CancellationToken ct)
    {
        // A lost connection or a deadlock is not caused by the events, so the batch is tried again
        // before it counts as a fault.
        if (DatabaseErrors.IsUnavailable(e)
            || (e is NpgsqlException { IsTransient: true } && _pause < TimeSpan.FromSeconds(2)))
        {
            // An unavailable database is reported once, by the code that supervises it.
            if (!_isInterrupted || !DatabaseErrors.IsUnavailable(e))
                logger.LogWarning(DatabaseErrors.Unexpected(e),
                    "{Subscription} was interrupted after position {Position}; trying again: {Reason}",
                    _subscription.Name, progress.Position, e.Message);
            _isInterrupted = true;
            return;
        }
        progress.Fault = $"After position {progress.Position}: {e.Message}";
        logger.LogError(e, "{Subscription} stands still after position {Position}; trying again.",
            _subscription.Name, progress.Position);
        try
        {
            _isWrittenDown = true;
            await stopped.Record(_subscription.Name, progress.Position, e.Message, ct);
        }
        catch (Exception unwritten) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(
                unwritten, "That {Subscription} stands still could not be written down.", _subscription.Name);
        }
    }
}
