namespace PackageBilling.EventStore;

/// <summary>What this process knows of one subscription.</summary>
internal sealed class Progress(ISubscription subscription)
{
    private readonly Signal _advanced = new(), _wantedMore = new();
    private long _position, _wanted;
    private volatile bool _runsHere;
    private volatile string? _fault;
    private volatile bool _rebuildIsDue;
    private volatile bool _tablesAreOthers;

    public ISubscription Subscription { get; } = subscription;

    /// <summary>How far it is: what it is concerned in is committed up to here. The stored checkpoint follows within
    /// <see cref="Limits.SkippedStored"/>.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Ends with the next batch; take it before reading <see cref="Position"/>.</summary>
    public Task Advanced => _advanced.Next;

    /// <summary>The highest position that somebody here has waited for.</summary>
    public long Wanted => Volatile.Read(ref _wanted);

    /// <summary>Ends when somebody waits for a higher one; take it before reading <see cref="Wanted"/>.</summary>
    public Task WantedMore => _wantedMore.Next;

    public bool RunsHere { get => _runsHere; set => _runsHere = value; }

    public string? Fault { get => _fault; set => _fault = value; }

    /// <summary>Whether this process makes the tables anew, or waits until another one has.</summary>
    public bool RebuildIsDue { get => _rebuildIsDue; set => _rebuildIsDue = value; }

    /// <summary>Whether the tables in place were last found to be of another revision than this program's.</summary>
    public bool TablesAreOthers { get => _tablesAreOthers; set => _tablesAreOthers = value; }

    /// <summary>Whether the tables in place are not those that this program reads:
    /// they must not answer queries.</summary>
    public bool IsStale => _rebuildIsDue || _tablesAreOthers;

    public void Want(long position)
    {
        for (var wanted = Wanted; wanted < position;)
        {
            var found = Interlocked.CompareExchange(ref _wanted, position, wanted);
            if (found == wanted) _wantedMore.Raise();
            wanted = found == wanted ? position : found;
        }
    }

    public void Reach(long position)
    {
        if (position > Position) Volatile.Write(ref _position, position);
        _advanced.Raise();
    }
}
