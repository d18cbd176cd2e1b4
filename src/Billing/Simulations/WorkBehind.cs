namespace PackageBilling.Billing.Simulations;

/// <summary>Has items worked on in their order beside the reading of the next ones,
/// a bounded number behind it.</summary>
/// <param name="work">What is done with each item, one at a time.</param>
internal sealed class WorkBehind<T>(Action<T> work) : IAsyncDisposable
{
    // Enough that handing over costs nothing, few enough to weigh nothing.
    private const int AtOnce = 256;

    private List<T> _next = new(AtOnce), _taken = new(AtOnce);
    private Task _working = Task.CompletedTask;

    /// <summary>Takes the next item; waits while too many are behind.</summary>
    /// <remarks>What the work throws comes from here or from <see cref="End"/>.</remarks>
    public ValueTask Add(T item)
    {
        _next.Add(item);
        return _next.Count < AtOnce ? ValueTask.CompletedTask : new(Turn());
    }

    /// <summary>Waits until all items are done.</summary>
    public async Task End()
    {
        await Turn();
        await _working;
    }

    /// <summary>Waits for what is being worked on; the rest is let go.</summary>
    public async ValueTask DisposeAsync() => await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task Turn()
    {
        await _working;
        (_next, _taken) = (_taken, _next);
        _next.Clear();
        var items = _taken;
        _working = Task.Run(() => items.ForEach(work));
    }
}
