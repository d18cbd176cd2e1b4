namespace PackageBilling.Billing;

/// <summary>
/// All that rating needs of one customer, at one version of its usage stream. It is carried on from commit to commit of a body; if
/// somebody else has recorded calls of the customer, the append finds out and it is read anew.
/// </summary>
internal sealed class RatingState(RatedCustomer customer, long decidedAt, IReadOnlyList<MinutesGrant> grants, CustomerSecret secret)
{
    private readonly Dictionary<WindowKey, long> _used = [];
    private readonly Dictionary<DateOnly, byte[]> _keys = [];

    public RatedCustomer Customer => customer;

    /// <summary>The position of the book that packages and assignments are known from.</summary>
    public long DecidedAt => decidedAt;

    public IReadOnlyList<MinutesGrant> Grants => grants;

    public CustomerSecret Secret => secret;

    /// <summary>The version of the usage stream that all of this is of.</summary>
    public long Version { get; private set; } = customer.UsageVersion;

    /// <summary>Seconds used of the windows that were asked for so far.</summary>
    public IReadOnlyDictionary<WindowKey, long> Used => _used;

    /// <summary>The windows on some dates whose use is not known yet.</summary>
    public IEnumerable<WindowKey> Unknown(IEnumerable<DateOnly> dates) =>
        dates.SelectMany(date => CallRating.WindowsOn(grants, date)).Distinct().Where(window => !_used.ContainsKey(window));

    /// <summary>The months of some dates whose keys are not at hand.</summary>
    public IEnumerable<DateOnly> MonthsWithoutKey(IEnumerable<DateOnly> dates) =>
        dates.Select(CallKeys.MonthOf).Distinct().Where(month => !_keys.ContainsKey(month));

    public void Know(WindowKey window, long used) => _used.TryAdd(window, used);

    public void Know(DateOnly month, byte[] key) => _keys[month] = key;

    /// <summary>Ciphers for this customer's calls; the caller disposes them.</summary>
    public CallKeys Ciphers() => new(_keys.ToDictionary(key => (customer.CustomerId, key.Key), key => key.Value));

    /// <summary>Takes in an event of the stream.</summary>
    public void Advance(long version, IReadOnlyList<WindowUsed> windows)
    {
        if (version != Version + 1) throw new InvalidOperationException($"Version {version} of the calls of {customer.CustomerId} does not follow {Version}.");
        Version = version;
        foreach (var window in windows) _used[new(window.AssignmentId, window.WindowFrom)] = window.UsedAfter;
    }
}
