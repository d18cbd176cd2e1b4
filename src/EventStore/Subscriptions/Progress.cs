namespace PackageBilling.EventStore;

/// <summary>What this process knows of one subscription.</summary>
internal sealed class Progress(ISubscription subscription)
{
    private readonly Signal _advanced = new();
    private long _position;
    private volatile bool _runsHere;
    private volatile string? _fault;

    public ISubscription Subscription { get; } = subscription;

    /// <summary>The checkpoint last committed or read here; the stored one is never below it.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Ends with the next batch; take it before reading <see cref="Position"/>.</summary>
    public Task Advanced => _advanced.Next;

    public bool RunsHere { get => _runsHere; set => _runsHere = value; }

    public string? Fault { get => _fault; set => _fault = value; }

    public void Reach(long position)
    {
        if (position > Position) Volatile.Write(ref _position, position);
        _advanced.Raise();
    }
}
