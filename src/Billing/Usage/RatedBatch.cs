namespace PackageBilling.Billing.Usage;

/// <summary>Calls of one customer, rated together and ready to be appended to its stream.</summary>
internal sealed class RatedBatch
{
    private readonly RatingState _state;
    private readonly RatingState.Mark _before;

    private RatedBatch(RatingState state, RatingState.Mark before, IReadOnlyList<Call> calls,
        List<(BulkEvent Stored, CallsRated Fact)> events) =>
        (_state, _before, Calls, Events) = (state, before, calls, events);

    public string CustomerId => _state.Customer.CustomerId;

    public IReadOnlyList<Call> Calls { get; }

    public List<(BulkEvent Stored, CallsRated Fact)> Events { get; }

    /// <summary>The calls as rated, with their lines.</summary>
    public IEnumerable<(long Line, RatedCall Call)> Rated =>
        Calls.Zip(Events.SelectMany(one => one.Fact.Calls), (call, rated) => (call.Line, rated));

    /// <summary>Rates calls in their order, on top of what is known of their customer, and carries
    /// that on behind them.</summary>
    public static RatedBatch Of(RatingState state, IReadOnlyList<FreshCall> calls)
    {
        var rating = new CallRating(state.Grants, state.Used);
        var (before, expected) = (state.Now(), state.Version);
        var (all, events) = (new List<Call>(calls.Count), new List<(BulkEvent, CallsRated)>());
        for (var from = 0; from < calls.Count; from += UsageLimits.CallsPerEvent)
        {
            var fact = Event(state, rating, calls, from, Math.Min(UsageLimits.CallsPerEvent, calls.Count - from), all);
            state.Advance(state.Version + 1, fact.Windows);
            events.Add(
                (new(Streams.Usage(fact.CustomerId), expected, typeof(CallsRated), EventJson.Write(fact)), fact));
        }
        return new(state, before, all, events);
    }

    /// <summary>Takes the state back to what it was before these calls;
    /// what was rated after them must have been undone.</summary>
    public void Undo() => _state.Return(_before);

    private static CallsRated Event(
        RatingState state, CallRating rating, IReadOnlyList<FreshCall> calls, int from, int count, List<Call> all)
    {
        // Few of each, mostly one.
        var windows = new List<(WindowKey Key, long Seconds)>();
        var months = new List<(DateOnly Month, List<Call> Calls)>();
        var rated = new RatedCall[count];
        for (var i = 0; i < count; i++)
        {
            var (call, localDate, content) = calls[from + i];
            all.Add(call);
            var (did, didKey) = state.Did(call.Did);
            var answer = rating.Rate(call, did, localDate);
            for (var use = 0; use < answer.Uses.Count; use++)
                Add(windows, WindowKey.Of(answer.Uses[use]), answer.Uses[use].Seconds);
            Add(months, CallKeys.MonthOf(localDate), call, count);
            rated[i] = new(call.CallId, call.StartedAt, localDate, call.BilledSeconds, call.Amount, answer.FreeSeconds,
                answer.Charged, answer.Uses.Count == 0 ? null : answer.Uses, didKey, content);
        }
        windows.Sort((one, other) => WindowKey.InOrder.Compare(one.Key, other.Key));
        months.Sort((one, other) => one.Month.CompareTo(other.Month));
        var customer = state.Customer;
        return new(customer.CustomerId, state.DecidedAt, customer.TimeZone, rated,
            windows.ConvertAll(one => new WindowUsed(
                one.Key.AssignmentId, one.Key.From, one.Seconds, rating.Used[one.Key], one.Key.IsCarriedOver)),
            months.ConvertAll(one => state.Keys.Seal(customer.CustomerId, one.Month, one.Calls)), CallTotals.Of(rated));
    }

    private static void Add(List<(WindowKey Key, long Seconds)> windows, WindowKey key, long seconds)
    {
        for (var place = 0; place < windows.Count; place++)
            if (windows[place].Key == key)
            {
                windows[place] = (key, windows[place].Seconds + seconds);
                return;
            }
        windows.Add((key, seconds));
    }

    private static void Add(List<(DateOnly Month, List<Call> Calls)> months, DateOnly month, Call call, int most)
    {
        foreach (var (known, calls) in months)
            if (known == month)
            {
                calls.Add(call);
                return;
            }
        months.Add((month, new(months.Count == 0 ? most : 4) { call }));
    }
}
