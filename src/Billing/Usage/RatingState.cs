namespace PackageBilling.Billing;

/// <summary>
/// All that rating needs of one customer, at one version of its usage stream. It is carried on from commit to commit of a body; if
/// somebody else has recorded calls of the customer, the append finds out and it is read anew.
/// </summary>
internal sealed class RatingState(RatedCustomer customer, long decidedAt, IReadOnlyList<MinutesGrant> grants, CustomerSecret secret) : IDisposable
{
    // A customer of many DIDs does not fill the memory with their pseudonyms.
    private const int DidsKept = 1_000;

    private readonly Dictionary<WindowKey, long> _used = [];
    private readonly Dictionary<(string CustomerId, DateOnly Month), byte[]> _keys = [];
    private readonly HashSet<DateOnly> _complete = [];
    private CallKeys? _ciphers;
    private readonly Dictionary<string, byte[]> _didKeys = new(StringComparer.Ordinal);

    /// <summary>A point to return to.</summary>
    internal sealed record Mark(long Version, KeyValuePair<WindowKey, long>[] Used);

    public RatedCustomer Customer => customer;

    /// <summary>The position of the book that packages and assignments are known from.</summary>
    public long DecidedAt => decidedAt;

    public IReadOnlyList<MinutesGrant> Grants => grants;

    public CustomerSecret Secret => secret;

    /// <summary>The version of the usage stream that all of this is of.</summary>
    public long Version { get; private set; } = customer.UsageVersion;

    /// <summary>Seconds used of the windows that were asked for so far.</summary>
    public IReadOnlyDictionary<WindowKey, long> Used => _used;

    /// <summary>The ciphers of this customer's months.</summary>
    public CallKeys Keys => _ciphers ??= new(_keys);

    /// <summary>Those of some dates that windows and keys are not known for yet; null for none.</summary>
    public HashSet<DateOnly>? Incomplete(IReadOnlyList<FreshCall> calls)
    {
        HashSet<DateOnly>? dates = null;
        foreach (var call in calls)
            if (!_complete.Contains(call.LocalDate)) (dates ??= []).Add(call.LocalDate);
        return dates;
    }

    /// <summary>The windows on some dates whose use is not known yet.</summary>
    public IEnumerable<WindowKey> Unknown(IEnumerable<DateOnly> dates) =>
        dates.SelectMany(date => CallRating.WindowsOn(grants, date)).Distinct().Where(window => !_used.ContainsKey(window));

    /// <summary>The months of some dates whose keys are not at hand.</summary>
    public IEnumerable<DateOnly> MonthsWithoutKey(IEnumerable<DateOnly> dates) =>
        dates.Select(CallKeys.MonthOf).Distinct().Where(month => !_keys.ContainsKey((customer.CustomerId, month)));

    /// <summary>All is known for some dates.</summary>
    public void Complete(IEnumerable<DateOnly> dates) => _complete.UnionWith(dates);

    public void Know(WindowKey window, long used) => _used.TryAdd(window, used);

    public void Know(DateOnly month, byte[] key) => _keys[(customer.CustomerId, month)] = key;

    /// <summary>The pseudonym of a DID; null for none.</summary>
    public byte[]? DidKey(string? did)
    {
        if (did is null) return null;
        if (_didKeys.TryGetValue(did, out var key)) return key;
        if (_didKeys.Count == DidsKept) _didKeys.Clear();
        return _didKeys[did] = secret.DidKey(did);
    }

    /// <summary>Takes in an event of the stream.</summary>
    public void Advance(long version, IReadOnlyList<WindowUsed> windows)
    {
        if (version != Version + 1) throw new InvalidOperationException($"Version {version} of the calls of {customer.CustomerId} does not follow {Version}.");
        Version = version;
        foreach (var window in windows) _used[new(window.AssignmentId, window.WindowFrom)] = window.UsedAfter;
    }

    /// <summary>Where the state is now.</summary>
    public Mark Now() => new(Version, [.. _used]);

    /// <summary>Goes back.</summary>
    public void Return(Mark mark)
    {
        Version = mark.Version;
        foreach (var (window, used) in mark.Used) _used[window] = used;
    }

    public void Dispose() => _ciphers?.Dispose();
}
