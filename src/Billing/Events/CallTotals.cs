namespace PackageBilling.Billing.Events;

/// <summary>
/// What the calls of one event add up to. It follows from them, and is kept beside them so that whoever needs no more
/// does not have to read millions of calls.
/// </summary>
/// <param name="First">When the first of them began.</param>
/// <param name="Last">When the last of them began.</param>
/// <param name="Days">What they were charged by local date, in the order of dates; at least one.</param>
public sealed record CallTotals(DateTimeOffset First, DateTimeOffset Last, IReadOnlyList<DayTotal> Days)
{
    /// <summary>Adds up calls; at least one.</summary>
    internal static CallTotals Of(IReadOnlyList<RatedCall> calls)
    {
        var (first, last) = (calls[0].StartedAt, calls[0].StartedAt);
        // Mostly one, and never many.
        var days = new List<Day>(1);
        foreach (var call in calls)
        {
            if (call.StartedAt < first) first = call.StartedAt;
            if (call.StartedAt > last) last = call.StartedAt;
            On(days, call.LocalDate).Add(call);
        }
        days.Sort((one, other) => one.Date.CompareTo(other.Date));
        return new(first, last, days.ConvertAll(day => day.Total()));
    }

    private static Day On(List<Day> days, DateOnly date)
    {
        foreach (var known in days)
            if (known.Date == date) return known;
        var day = new Day(date);
        days.Add(day);
        return day;
    }

    private sealed class Day(DateOnly date)
    {
        private readonly List<(byte[] Key, decimal Charged)> _dids = [];
        private decimal _charged;

        public DateOnly Date => date;

        public void Add(RatedCall call)
        {
            if (call.Charged == 0) return;
            _charged += call.Charged;
            if (call.DidKey is not { } key) return;
            for (var did = 0; did < _dids.Count; did++)
                if (_dids[did].Key.AsSpan().SequenceEqual(key))
                {
                    _dids[did] = (key, _dids[did].Charged + call.Charged);
                    return;
                }
            _dids.Add((key, call.Charged));
        }

        public DayTotal Total() => new(date, _charged, _dids.Count == 0
            ? null
            : new SortedDictionary<string, decimal>(_dids.ToDictionary(
                did => Convert.ToBase64String(did.Key), did => did.Charged), StringComparer.Ordinal));
    }
}

/// <summary>What calls of one local date were charged.</summary>
/// <param name="Date">The date.</param>
/// <param name="Charged">All of them, in the customer's currency.</param>
/// <param name="Dids">Those with a DID that cost something, by its pseudonym in base 64;
/// null when there are none.</param>
public sealed record DayTotal(DateOnly Date, decimal Charged, IReadOnlyDictionary<string, decimal>? Dids);
