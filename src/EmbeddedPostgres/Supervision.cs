using System.Diagnostics;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>
/// Watches the process of a private server and starts it again when it ends without having been asked to (invariants:
/// I26). Its clients keep their connection string: the server comes back on the same port with the same password.
/// </summary>
internal sealed class Supervision : IAsyncDisposable
{
    // Reads two small files; what a crash costs in availability is at most this much more than PostgreSQL's own start.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250),
        LongestPause = TimeSpan.FromSeconds(8);

    // A server that ends sooner than this after a restart has not really come back.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    private readonly Func<bool> _runs;
    private readonly Func<CancellationToken, Task> _restart;
    private readonly TimeSpan _limit;
    private readonly Action<string> _report;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    /// <param name="runs">Whether the server's process is there.</param>
    /// <param name="restart">Starts it and returns when it takes connections.</param>
    /// <param name="limit">How long it may fail to come back before it counts as lost.</param>
    /// <param name="report">Told, in sentences, what happens.</param>
    internal Supervision(Func<bool> runs, Func<CancellationToken, Task> restart, TimeSpan limit, Action<string> report)
    {
        (_runs, _restart, _limit, _report) = (runs, restart, limit, report);
        _running = Task.Run(Watch);
    }

    /// <summary>Ends, with the reason, when the server could not be brought back within the limit.
    /// It is not tried again after that.</summary>
    internal Task<string> Lost => _lost.Task;

    /// <summary>Stops watching: from now on an end of the server is a deliberate one.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    // A file that can't be read right now says nothing about the server.
    private bool Runs()
    {
        try
        {
            return _runs();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private async Task Watch()
    {
        var ct = _stop.Token;
        using var tick = new PeriodicTimer(Look);
        var (down, pause) = (new Stopwatch(), FirstPause);
        var up = Stopwatch.StartNew();
        while (await tick.WaitForNextTickAsync(ct))
        {
            if (Runs()) continue;
            if (!down.IsRunning || up.Elapsed > Steady) (down, pause) = (Stopwatch.StartNew(), FirstPause);
            _report("PostgreSQL has ended unexpectedly. Starting it again.");
            while (true)
            {
                try
                {
                    if (down.Elapsed > _limit)
                        throw new PostgresUnavailableException("PostgreSQL keeps ending soon after it starts.");
                    await _restart(ct);
                    break;
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    if (down.Elapsed + pause > _limit)
                    {
                        _lost.TrySetResult(
                            $"PostgreSQL did not come back within {_limit.TotalSeconds:0} s: {e.Message}");
                        return;
                    }
                    _report($"PostgreSQL could not be started, trying again: {e.Message}");
                }
                await Task.Delay(pause, ct);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
            up.Restart();
            _report(FormattableString.Invariant(
                $"PostgreSQL is back, {down.Elapsed.TotalSeconds:0.0} s after it ended."));
        }
    }
}
