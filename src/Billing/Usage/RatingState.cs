namespace PackageBilling.Billing.Usage;

/// <summary>
/// All that rating needs of one customer, at one version of its usage stream. It is carried on from commit to commit of
/// a body; if somebody else has recorded calls of the customer, the append finds out and it is read anew.
/// </summary>
internal sealed class RatingState(
    RatedCustomer customer, long decidedAt, IReadOnlyList<MinutesGrant> grants, CustomerKey key) : IDisposable
{
    // A customer of many DIDs does not fill the memory with their tokens.
    private const int DidsKept = 1_000;

    private readonly Dictionary<WindowKey, long> _used = [];
    private readonly Dictionary<(string CustomerId, DateOnly Month), byte[]> _keys = [];
    private readonly HashSet<DateOnly> _complete = [];
    private CallKeys? _ciphers;
    private readonly Dictionary<string, (string Token, byte[] Pseudonym)> _dids = new(StringComparer.Ordinal);

    /// <summary>A point to return to.</summary>
    internal sealed record Mark(long Version, KeyValuePair<WindowKey, long>[] Used);

    public RatedCustomer Customer => customer;

    /// <summary>The position of the book that packages and assignments are known from.</summary>
    public long DecidedAt => decidedAt;

    public IReadOnlyList<MinutesGrant> Grants => grants;

    /// <summary>Whether the customer was erased: no calls of it are taken any more.</summary>
    public bool IsErased => key.IsErased;

    public CustomerSecret Secret { get; } = key.IsErased ? CustomerSecret.Of([]) : CustomerSecret.Of(key.CallSecret);

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
        dates.SelectMany(date => CallRating.WindowsOn(grants, date)).Distinct()
            .Where(window => !_used.ContainsKey(window));

    /// <summary>The months of some dates whose keys are not at hand.</summary>
    public IEnumerable<DateOnly> MonthsWithoutKey(IEnumerable<DateOnly> dates) =>
        dates.Select(CallKeys.MonthOf).Distinct().Where(month => !_keys.ContainsKey((customer.CustomerId, month)));

    /// <summary>All is known for some dates.</summary>
    public void Complete(IEnumerable<DateOnly> dates) => _complete.UnionWith(dates);

    public void Know(WindowKey window, long used) => _used.TryAdd(window, used);

    public void Know(DateOnly month, byte[] callKey) => _keys[(customer.CustomerId, month)] = callKey;

    /// <summary>The token of a DID and its pseudonym; none for none.</summary>
    public (string? Token, byte[]? Pseudonym) Did(string? did)
    {
        if (did is null) return default;
        if (_dids.TryGetValue(did, out var known)) return known;
        if (_dids.Count == DidsKept) _dids.Clear();
        var token = key.Seal(did);
        return _dids[did] = (token, DidPseudonym.Of(token));
    }

    /// <summary>Takes in an event of the stream.</summary>
    public void Advance(long version, IReadOnlyList<WindowUsed> windows)
    {
        if (version != Version + 1)
            throw new InvalidOperationException(
                $"Version {version} of the calls of {customer.CustomerId} does not follow {Version}.");
        Version = version;
        foreach (var window in windows)
            _used[new(window.AssignmentId, window.WindowFrom, window.IsCarriedOver)] = window.UsedAfter;
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
