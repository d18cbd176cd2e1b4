using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// What customers' usage streams hold beyond the book, as far as it is known here: what was appended by this very body, and what
/// was read after a conflict. If it is not all, the append finds out.
/// </summary>
internal sealed class UsageTail
{
    private readonly Dictionary<string, SortedDictionary<long, IReadOnlyList<WindowUsed>>> _events = new(StringComparer.Ordinal);

    public void Add(string customerId, long version, IReadOnlyList<WindowUsed> windows)
    {
        if (!_events.TryGetValue(customerId, out var events)) _events[customerId] = events = [];
        events[version] = windows;
    }

    /// <summary>Reads a customer's stream from a version on.</summary>
    public async Task Read(IEventLog log, string customerId, long afterVersion, CancellationToken ct)
    {
        const int atOnce = 100;
        while (true)
        {
            var events = await log.ReadStream(Streams.Usage(customerId), afterVersion, atOnce, ct);
            foreach (var stored in events) Add(customerId, stored.Version, ((CallsRated)stored.Data).Windows);
            if (events.Count < atOnce) return;
            afterVersion = events[^1].Version;
        }
    }

    /// <summary>Adds to what the book says was used what came after it, and answers the version that this makes up.</summary>
    public long Apply(RatedCustomer customer, Dictionary<WindowKey, long> used)
    {
        var version = customer.UsageVersion;
        if (!_events.TryGetValue(customer.CustomerId, out var events)) return version;
        foreach (var covered in events.Keys.TakeWhile(known => known <= customer.UsageVersion).ToList()) events.Remove(covered);
        if (events.Count == 0) _events.Remove(customer.CustomerId);
        for (; events.TryGetValue(version + 1, out var windows); version++)
            foreach (var window in windows) used[new(window.AssignmentId, window.WindowFrom)] = window.UsedAfter;
        return version;
    }
}
