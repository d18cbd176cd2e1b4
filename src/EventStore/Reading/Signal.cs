namespace PackageBilling.EventStore;

/// <summary>
/// Wakes all waiters. Take <see cref="Next"/> before reading the state that it is about,
/// or a change in between is missed.
/// </summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal static class Waiting
{
    /// <summary>Waits for the task or for the time to pass, whichever is first;
    /// ends by exception only when cancelled.</summary>
    public static async Task AtMost(this Task task, TimeSpan time, CancellationToken ct)
    {
        await task.WaitAsync(time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    public static Task Pause(TimeSpan time, CancellationToken ct) => Task.Delay(time, ct);
}
