namespace PackageBilling.EventStore;

/// <summary>The bulk writers that are active on this node.</summary>
internal sealed class BulkWriters
{
    private readonly Signal _changed = new();
    private int _count;

    /// <summary>Whether there are any.</summary>
    public bool Any => Volatile.Read(ref _count) > 0;

    /// <summary>Ends when a writer begins or ends; take it before asking.</summary>
    public Task Changed => _changed.Next;

    /// <summary>Begins; disposing of the answer ends it.</summary>
    public IDisposable Begin()
    {
        Interlocked.Increment(ref _count);
        return new Writer(this);
    }

    private sealed class Writer(BulkWriters writers) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 1) return;
            Interlocked.Decrement(ref writers._count);
            writers._changed.Raise();
        }
    }
}
