using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Calls of one customer, rated together and ready to be appended to its stream.</summary>
internal sealed class RatedBatch
{
    private readonly long _version;

    private RatedBatch(string customerId, long readFrom, long version, IReadOnlyList<Call> calls, List<(BulkEvent, CallsRated)> events)
    {
        CustomerId = customerId;
        ReadFrom = readFrom;
        _version = version;
        Calls = calls;
        Events = events;
    }

    public string CustomerId { get; }

    /// <summary>The version of the stream that the book covered; after a conflict the stream is read from there.</summary>
    public long ReadFrom { get; }

    public IReadOnlyList<Call> Calls { get; }

    public IReadOnlyList<(BulkEvent Stored, CallsRated Fact)> Events { get; }

    /// <summary>The calls as rated, with their lines.</summary>
    public IEnumerable<(long Line, RatedCall Call)> Rated =>
        Calls.Zip(Events.SelectMany(one => one.Fact.Calls), (call, rated) => (call.Line, rated));

    /// <summary>Rates calls in their order, on top of what was used at a version of the stream.</summary>
    public static RatedBatch Of(
        RatedCustomer customer, long version, long decidedAt, IReadOnlyList<MinutesGrant> grants, IReadOnlyDictionary<WindowKey, long> used,
        IEnumerable<FreshCall> calls, CustomerSecret secret, CallKeys keys)
    {
        var rating = new CallRating(grants, used);
        var (all, events) = (new List<Call>(), new List<(BulkEvent, CallsRated)>());
        foreach (var chunk in calls.Chunk(UsageLimits.CallsPerEvent))
        {
            var windows = new Dictionary<WindowKey, long>();
            var rated = new List<RatedCall>(chunk.Length);
            foreach (var fresh in chunk)
            {
                all.Add(fresh.Call);
                var answer = rating.Rate(fresh.Call, fresh.LocalDate);
                foreach (var use in answer.Uses)
                    windows[new(use.AssignmentId, use.WindowFrom)] = windows.GetValueOrDefault(new(use.AssignmentId, use.WindowFrom)) + use.Seconds;
                rated.Add(new(fresh.Call.CallId, fresh.Call.StartedAt, fresh.LocalDate, fresh.Call.BilledSeconds, fresh.Call.Amount,
                    answer.FreeSeconds, answer.Charged, answer.Uses.Count == 0 ? null : answer.Uses, keys.Seal(fresh.Call, fresh.LocalDate),
                    fresh.Call.Did is null ? null : secret.DidKey(fresh.Call.Did), fresh.Content));
            }
            var fact = new CallsRated(customer.CustomerId, decidedAt, customer.TimeZone, rated, [.. windows
                .OrderBy(one => one.Key.AssignmentId, StringComparer.Ordinal).ThenBy(one => one.Key.From)
                .Select(one => new WindowUsed(one.Key.AssignmentId, one.Key.From, one.Value, rating.Used[one.Key]))]);
            events.Add((new(Streams.Usage(customer.CustomerId), Streams.UsageType, version, typeof(CallsRated), EventJson.Write(fact)), fact));
        }
        return new(customer.CustomerId, customer.UsageVersion, version, all, events);
    }

    /// <summary>Remembers what was appended until the book covers it.</summary>
    public void AddTo(UsageTail tail)
    {
        for (var i = 0; i < Events.Count; i++) tail.Add(CustomerId, _version + i + 1, Events[i].Fact.Windows);
    }
}
