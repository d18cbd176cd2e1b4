namespace PackageBilling.Billing.Usage;

/// <summary>The customers of one body as rating knows them: read from the book when they first come up,
/// and again after a conflict.</summary>
internal sealed class RatingStates(
    ISubscriptions subscriptions, IEventLog log, KnownPackages packages, CallVault vault,
    CustomerKeys keys) : IDisposable
{
    private readonly Dictionary<string, RatingState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _moved = new(StringComparer.Ordinal);

    /// <summary>Knows the customers that exist; the others are looked up in vain.</summary>
    public RatingState? Find(string customerId) => _states.GetValueOrDefault(customerId);

    /// <summary>Whether it is time to forget them; what was committed for them must be in the book by then.</summary>
    public bool AreTooMany => _states.Count > UsageLimits.CustomersKept;

    /// <summary>Forgets everybody.</summary>
    public void Clear()
    {
        foreach (var state in _states.Values) state.Dispose();
        _states.Clear();
    }

    public void Dispose() => Clear();

    /// <summary>Reads those customers that are not known here yet.</summary>
    public async Task Load(IReadOnlyList<Call> calls, CancellationToken ct)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in calls)
            if (!_states.ContainsKey(call.CustomerId)) missing.Add(call.CustomerId);
        if (missing.Count == 0) return;
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var book = new MinutesBook(snapshot, packages);
        var customers = await book.Customers(missing, ct);
        var grants = await book.Grants(customers.Keys, ct);
        var known = await keys.Of(customers.Keys, ct);
        foreach (var (id, customer) in customers)
            _states[id] = new(customer, book.Position, [.. grants[id]], known[id]);
    }

    /// <summary>Reads what calls need besides: what is used of the windows on their dates,
    /// and the keys of their months.</summary>
    public async Task Complete(IReadOnlyList<(RatingState State, List<FreshCall> Calls)> wanted, CancellationToken ct)
    {
        var incomplete = new List<(RatingState State, HashSet<DateOnly> Dates)>();
        foreach (var (state, calls) in wanted)
            if (state.Incomplete(calls) is { } dates) incomplete.Add((state, dates));
        if (incomplete.Count > 0) await Complete(incomplete, ct);
        if (_moved.Count == 0) return;
        foreach (var (state, _) in wanted)
            if (_moved.Remove(state.Customer.CustomerId)) await CatchUp(state, ct);
    }

    private async Task Complete(List<(RatingState State, HashSet<DateOnly> Dates)> wanted, CancellationToken ct)
    {
        var windows = wanted
            .SelectMany(one => one.State.Unknown(one.Dates).Select(window => (one.State, Window: window))).ToList();
        if (windows.Count > 0)
        {
            // Between the state's version and this snapshot there are only events of this body,
            // unless the append will fail anyway.
            await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
            var used = await new MinutesBook(snapshot, packages).Used(windows.ConvertAll(one => one.Window), ct);
            foreach (var (state, window) in windows) state.Know(window, used.GetValueOrDefault(window));
        }
        var months = wanted.SelectMany(one => one.State.MonthsWithoutKey(one.Dates)
            .Select(month => (one.State.Customer.CustomerId, month))).ToList();
        if (months.Count > 0)
            foreach (var ((customerId, month), key) in await vault.Keys(months, ct))
                _states[customerId].Know(month, key);
        foreach (var (state, dates) in wanted) state.Complete(dates);
    }

    /// <summary>Forgets a customer for whom somebody else has recorded calls;
    /// its stream is read beyond the book next time.</summary>
    public void Forget(string customerId)
    {
        if (_states.Remove(customerId, out var state)) state.Dispose();
        _moved.Add(customerId);
    }

    private async Task CatchUp(RatingState state, CancellationToken ct)
    {
        const int atOnce = 100;
        while (true)
        {
            var events = await log.ReadStream(Streams.Usage(state.Customer.CustomerId), state.Version, atOnce, ct);
            foreach (var stored in events) state.Advance(stored.Version, ((ICallsEvent)stored.Data).Windows);
            if (events.Count < atOnce) return;
        }
    }
}
