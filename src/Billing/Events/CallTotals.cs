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
        var sum = new Sum(calls[0].StartedAt);
        foreach (var call in calls) sum.Add(call.StartedAt, call.LocalDate, call.DidKey, call.Charged);
        return sum.Total();
    }

    /// <summary>Adds up what changes of calls; at least one.</summary>
    internal static CallTotals Of(
        IReadOnlyList<(DateTimeOffset StartedAt, DateOnly LocalDate, byte[]? DidKey, decimal Difference)> changes)
    {
        var sum = new Sum(changes[0].StartedAt);
        foreach (var (startedAt, localDate, didKey, difference) in changes)
            sum.Add(startedAt, localDate, didKey, difference);
        return sum.Total();
    }

    private sealed class Sum(DateTimeOffset any)
    {
        // Mostly one, and never many.
        private readonly List<Day> _days = new(1);
        private DateTimeOffset _first = any, _last = any;

        public void Add(DateTimeOffset startedAt, DateOnly localDate, byte[]? didKey, decimal charged)
        {
            if (startedAt < _first) _first = startedAt;
            if (startedAt > _last) _last = startedAt;
            On(_days, localDate).Add(didKey, charged);
        }

        public CallTotals Total()
        {
            _days.Sort((one, other) => one.Date.CompareTo(other.Date));
            return new(_first, _last, _days.ConvertAll(day => day.Total()));
        }
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

        public void Add(byte[]? key, decimal charged)
        {
            if (charged == 0) return;
            _charged += charged;
            if (key is null) return;
            for (var did = 0; did < _dids.Count; did++)
                if (_dids[did].Key.AsSpan().SequenceEqual(key))
                {
                    _dids[did] = (key, _dids[did].Charged + charged);
                    return;
                }
            _dids.Add((key, charged));
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
