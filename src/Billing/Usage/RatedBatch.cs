using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Calls of one customer, rated together and ready to be appended to its stream.</summary>
internal sealed class RatedBatch
{
    private readonly RatingState _state;

    private RatedBatch(RatingState state, IReadOnlyList<Call> calls, List<(BulkEvent, CallsRated)> events)
    {
        _state = state;
        Calls = calls;
        Events = events;
    }

    public string CustomerId => _state.Customer.CustomerId;

    public IReadOnlyList<Call> Calls { get; }

    public IReadOnlyList<(BulkEvent Stored, CallsRated Fact)> Events { get; }

    /// <summary>The calls as rated, with their lines.</summary>
    public IEnumerable<(long Line, RatedCall Call)> Rated =>
        Calls.Zip(Events.SelectMany(one => one.Fact.Calls), (call, rated) => (call.Line, rated));

    /// <summary>Rates calls in their order, on top of what is known of their customer.</summary>
    public static RatedBatch Of(RatingState state, IEnumerable<FreshCall> calls)
    {
        using var keys = state.Ciphers();
        var (customer, secret) = (state.Customer, state.Secret);
        var rating = new CallRating(state.Grants, state.Used);
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
            var fact = new CallsRated(customer.CustomerId, state.DecidedAt, customer.TimeZone, rated, [.. windows
                .OrderBy(one => one.Key.AssignmentId, StringComparer.Ordinal).ThenBy(one => one.Key.From)
                .Select(one => new WindowUsed(one.Key.AssignmentId, one.Key.From, one.Value, rating.Used[one.Key]))]);
            events.Add((new(Streams.Usage(customer.CustomerId), Streams.UsageType, state.Version, typeof(CallsRated), EventJson.Write(fact)), fact));
        }
        return new(state, all, events);
    }

    /// <summary>Carries the customer's state on behind what was appended.</summary>
    public void Committed()
    {
        foreach (var (_, fact) in Events) _state.Advance(_state.Version + 1, fact.Windows);
    }
}
