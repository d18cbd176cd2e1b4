using System.Diagnostics;

namespace PackageBilling.Harness;

/// <summary>Waits for conditions.</summary>
public static class Eventually
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <param name="condition">Asked again and again; what it throws counts as "not yet".</param>
    /// <param name="what">What is waited for, for the failure's message.</param>
    /// <param name="deadline">30 seconds unless told.</param>
    /// <exception cref="TimeoutException">It did not hold within the deadline;
    /// the last thing it threw is inside.</exception>
    public static async Task True(Func<Task<bool>> condition, string what, TimeSpan? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var limit = deadline ?? DefaultDeadline;
        var waited = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Tick);
        Exception? last = null;
        do
        {
            try
            {
                if (await condition().WaitAsync(limit))
                    return;
                last = null;
            }
            catch (Exception e)
            {
                last = e;
            }
        }
        while (waited.Elapsed < limit && await timer.WaitForNextTickAsync());
        throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}.", last);
    }

    /// <inheritdoc cref="True(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task True(Func<bool> condition, string what, TimeSpan? deadline = null) =>
        True(() => Task.FromResult(condition()), what, deadline);
}
