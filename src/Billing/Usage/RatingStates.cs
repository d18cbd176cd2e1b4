using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>The customers of one body as rating knows them: read from the book when they first come up, and again after a conflict.</summary>
internal sealed class RatingStates(ISubscriptions subscriptions, IEventLog log, KnownPackages packages, CallVault vault)
{
    private readonly Dictionary<string, RatingState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _moved = new(StringComparer.Ordinal);

    /// <summary>Knows the customers that exist; the others are looked up in vain.</summary>
    public RatingState? Find(string customerId) => _states.GetValueOrDefault(customerId);

    /// <summary>Reads those customers that are not known here yet.</summary>
    public async Task Load(IEnumerable<string> customerIds, CancellationToken ct)
    {
        if (_states.Count > UsageLimits.CustomersKept) _states.Clear();
        var missing = customerIds.Where(id => !_states.ContainsKey(id)).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0) return;
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var book = new MinutesBook(snapshot, packages);
        var customers = await book.Customers(missing, ct);
        var grants = await book.Grants(customers.Keys, ct);
        var secrets = await vault.Secrets(customers.Keys, ct);
        foreach (var (id, customer) in customers) _states[id] = new(customer, book.Position, [.. grants[id]], secrets[id]);
    }

    /// <summary>Reads what calls on some dates need besides: what is used of their windows, and the keys of their months.</summary>
    public async Task Complete(IReadOnlyCollection<(RatingState State, IReadOnlyCollection<DateOnly> Dates)> wanted, CancellationToken ct)
    {
        var windows = wanted.SelectMany(one => one.State.Unknown(one.Dates).Select(window => (one.State, Window: window))).ToList();
        if (windows.Count > 0)
        {
            // Between the state's version and this snapshot there are only events of this body, unless the append will fail anyway.
            await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
            var used = await new MinutesBook(snapshot, packages).Used(windows.ConvertAll(one => one.Window), ct);
            foreach (var (state, window) in windows) state.Know(window, used.GetValueOrDefault(window));
        }
        var months = wanted.SelectMany(one => one.State.MonthsWithoutKey(one.Dates).Select(month => (one.State.Customer.CustomerId, month))).ToList();
        if (months.Count > 0)
            foreach (var ((customerId, month), key) in await vault.Keys(months, ct)) _states[customerId].Know(month, key);

        foreach (var (state, _) in wanted)
            if (_moved.Remove(state.Customer.CustomerId)) await CatchUp(state, ct);
    }

    /// <summary>Forgets a customer for whom somebody else has recorded calls; its stream is read beyond the book next time.</summary>
    public void Forget(string customerId)
    {
        _states.Remove(customerId);
        _moved.Add(customerId);
    }

    /// <summary>Forgets everybody, since it is not known whose calls were recorded meanwhile.</summary>
    public void ForgetAll()
    {
        foreach (var id in _states.Keys) _moved.Add(id);
        _states.Clear();
    }

    private async Task CatchUp(RatingState state, CancellationToken ct)
    {
        const int atOnce = 100;
        while (true)
        {
            var events = await log.ReadStream(Streams.Usage(state.Customer.CustomerId), state.Version, atOnce, ct);
            foreach (var stored in events) state.Advance(stored.Version, ((CallsRated)stored.Data).Windows);
            if (events.Count < atOnce) return;
        }
    }
}
