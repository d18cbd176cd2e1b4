namespace PackageBilling.Charging.Minutes;

/// <summary>A call with what it was answered.</summary>
public readonly record struct CallAnswer(Call Call, DateOnly LocalDate, int FreeSeconds, decimal Charged, IReadOnlyList<FreeUse> Uses);

/// <summary>
/// The decision of what free minutes cover (domain: "Free minutes"): a pure function of a customer's grants, of what was used
/// before, and of calls in the order of the log.
/// </summary>
public sealed class CallRating
{
    private readonly MinutesGrant[] _grants;
    private readonly Dictionary<WindowKey, long> _used;
    // Of the call that is being rated; kept, since there are millions.
    private readonly List<(MinutesGrant Grant, MinutesWindow Window, int Prefix)> _covering = [];

    /// <param name="grants">The customer's assignments that grant free minutes.</param>
    /// <param name="used">Seconds used of each window so far; none for a window that is not named.</param>
    public CallRating(IReadOnlyList<MinutesGrant> grants, IReadOnlyDictionary<WindowKey, long> used)
    {
        _grants = grants as MinutesGrant[] ?? [.. grants];
        _used = new(used);
    }

    /// <summary>Seconds used of each window, after the calls rated so far.</summary>
    public IReadOnlyDictionary<WindowKey, long> Used => _used;

    /// <summary>Rates the next call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="did">Its DID as grants have it, a token; null for none.</param>
    /// <param name="localDate">The date that it belongs to.</param>
    public CallAnswer Rate(Call call, string? did, DateOnly localDate)
    {
        var left = call.BilledSeconds;
        List<FreeUse>? uses = null;
        if (left > 0)
            foreach (var (grant, window, _) in InOrderOfUse(did, call.Destination, localDate))
            {
                var seconds = (int)Math.Min(left, Left(grant, window));
                if (seconds == 0) continue;
                (uses ??= new(1)).Add(new(grant.AssignmentId, window.From, seconds));
                var key = new WindowKey(grant.AssignmentId, window.From);
                _used[key] = _used.GetValueOrDefault(key) + seconds;
                if ((left -= seconds) == 0) break;
            }
        var free = call.BilledSeconds - left;
        return new(call, localDate, free, Charged(call.Amount, call.BilledSeconds, free), uses ?? (IReadOnlyList<FreeUse>)[]);
    }

    /// <summary>What is left for a destination, in the order in which a call would use it.</summary>
    public List<FreeUse> LeftFor(string? did, string destination, DateOnly localDate)
    {
        var uses = new List<FreeUse>();
        foreach (var (grant, window, _) in InOrderOfUse(did, destination, localDate))
            if (Left(grant, window) is > 0 and var left) uses.Add(new(grant.AssignmentId, window.From, (int)Math.Min(left, int.MaxValue)));
        return uses;
    }

    /// <summary>The windows that any call on a date could use.</summary>
    public static IEnumerable<WindowKey> WindowsOn(IEnumerable<MinutesGrant> grants, DateOnly date)
    {
        foreach (var grant in grants)
            if (grant.WindowOn(date) is { } window) yield return new(grant.AssignmentId, window.From);
    }

    /// <summary>The part of an amount that is not covered, rounded once.</summary>
    private static decimal Charged(decimal amount, int billedSeconds, int free) =>
        free == 0 ? amount : Amounts.Round(amount * (billedSeconds - free) / billedSeconds);

    private long Left(MinutesGrant grant, MinutesWindow window)
    {
        var left = grant.Seconds - _used.GetValueOrDefault(new(grant.AssignmentId, window.From));
        return left >= 0 ? left : throw new InvalidOperationException($"More was used of {grant.AssignmentId} than it grants.");
    }

    private List<(MinutesGrant Grant, MinutesWindow Window, int Prefix)> InOrderOfUse(string? did, string destination, DateOnly date)
    {
        _covering.Clear();
        foreach (var grant in _grants)
        {
            if (grant.Did is not null && grant.Did != did) continue;
            if (grant.WindowOn(date) is not { } window) continue;
            if (grant.Package.LongestPrefix(destination, date) is { } prefix) _covering.Add((grant, window, prefix));
        }
        if (_covering.Count > 1) _covering.Sort(Order);
        return _covering;
    }

    private static int Order((MinutesGrant Grant, MinutesWindow Window, int Prefix) one, (MinutesGrant Grant, MinutesWindow Window, int Prefix) other)
    {
        var (a, b) = (one.Grant, other.Grant);
        if ((a.Did is null) != (b.Did is null)) return a.Did is null ? 1 : -1;
        if (one.Prefix != other.Prefix) return other.Prefix.CompareTo(one.Prefix);
        if (one.Window.To != other.Window.To) return (one.Window.To ?? DateOnly.MaxValue).CompareTo(other.Window.To ?? DateOnly.MaxValue);
        return a.Start != b.Start ? a.Start.CompareTo(b.Start) : string.CompareOrdinal(a.AssignmentId, b.AssignmentId);
    }
}
