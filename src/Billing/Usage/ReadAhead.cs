namespace PackageBilling.Billing.Usage;

/// <summary>Has the next item of a sequence read while the current one is being worked on.</summary>
internal sealed class ReadAhead<T> : IDisposable where T : class
{
    private readonly IEnumerator<T> _items;
    private Task<T?> _next;

    public ReadAhead(IEnumerable<T> items)
    {
        _items = items.GetEnumerator();
        _next = Read();
    }

    /// <summary>The next item; null at the end.</summary>
    public async Task<T?> Next()
    {
        var item = await _next;
        if (item is not null) _next = Read();
        return item;
    }

    public void Dispose()
    {
        // What reads at this moment has to end before what it reads from is closed.
        ((IAsyncResult)_next).AsyncWaitHandle.WaitOne();
        _items.Dispose();
    }

    private Task<T?> Read() => Task.Run(() => _items.MoveNext() ? _items.Current : null);
}
