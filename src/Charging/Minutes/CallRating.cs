using System.Runtime.InteropServices;

namespace PackageBilling.Charging.Minutes;

/// <summary>A call with what it was answered.</summary>
public readonly record struct CallAnswer(
    Call Call, DateOnly LocalDate, int FreeSeconds, decimal Charged, IReadOnlyList<FreeUse> Uses);

/// <summary>
/// The decision of what free minutes cover (domain: "Free minutes"): a pure function of a customer's grants, of what
/// was used before, and of calls in the order of the log.
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
                var balance = grant.Balance(window, _used);
                // What was carried over is used first.
                if (balance.CarriedLeft > 0) Use(CarriedKey(grant, window), balance.CarriedLeft);
                Use(new(grant.AssignmentId, window.From), balance.Left);
                if (left == 0) break;
            }
        var free = call.BilledSeconds - left;
        return new(
            call, localDate, free, Charged(call.Amount, call.BilledSeconds, free), uses ?? (IReadOnlyList<FreeUse>)[]);

        void Use(WindowKey key, long available)
        {
            var seconds = (int)Math.Min(left, available);
            if (seconds == 0) return;
            (uses ??= new(1)).Add(new(key.AssignmentId, key.From, seconds, key.IsCarriedOver));
            CollectionsMarshal.GetValueRefOrAddDefault(_used, key, out _) += seconds;
            left -= seconds;
        }
    }

    /// <summary>What is left for a destination, in the order in which a call would use it.</summary>
    public List<FreeUse> LeftFor(string? did, string destination, DateOnly localDate)
    {
        var uses = new List<FreeUse>();
        foreach (var (grant, window, _) in InOrderOfUse(did, destination, localDate))
        {
            var balance = grant.Balance(window, _used);
            if (balance.CarriedLeft > 0) Add(CarriedKey(grant, window), balance.CarriedLeft);
            if (balance.Left > 0) Add(new(grant.AssignmentId, window.From), balance.Left);
        }
        return uses;

        void Add(WindowKey key, long left) =>
            uses.Add(new(key.AssignmentId, key.From, (int)Math.Min(left, int.MaxValue), key.IsCarriedOver));
    }

    /// <summary>What counts when any call on a date is rated: the windows of the date,
    /// and those carried over to them.</summary>
    public static IEnumerable<WindowKey> WindowsOn(IEnumerable<MinutesGrant> grants, DateOnly date)
    {
        foreach (var grant in grants)
            if (grant.WindowOn(date) is { } window)
                foreach (var key in Counted(grant, window)) yield return key;
    }

    /// <summary>What counts for the balance of one window.</summary>
    public static IEnumerable<WindowKey> Counted(MinutesGrant grant, MinutesWindow window)
    {
        var own = new WindowKey(grant.AssignmentId, window.From);
        yield return own;
        // Nothing is carried over out of most.
        if (grant.Package.HasRollover) yield return own with { IsCarriedOver = true };
        if (grant.CarriedInto(window) is not { } before) yield break;
        yield return own with { From = before.From };
        yield return own with { From = before.From, IsCarriedOver = true };
    }

    /// <summary>The part of an amount that is not covered, rounded once.</summary>
    private static decimal Charged(decimal amount, int billedSeconds, int free) =>
        free == 0 ? amount : Amounts.Round(amount * (billedSeconds - free) / billedSeconds);

    private static WindowKey CarriedKey(MinutesGrant grant, MinutesWindow window) =>
        new(grant.AssignmentId, grant.CarriedInto(window)!.Value.From, true);

    private List<(MinutesGrant Grant, MinutesWindow Window, int Prefix)> InOrderOfUse(
        string? did, string destination, DateOnly date)
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

    private static int Order((MinutesGrant Grant, MinutesWindow Window, int Prefix) one,
        (MinutesGrant Grant, MinutesWindow Window, int Prefix) other)
    {
        var (a, b) = (one.Grant, other.Grant);
        if ((a.Did is null) != (b.Did is null)) return a.Did is null ? 1 : -1;
        if (one.Prefix != other.Prefix) return other.Prefix.CompareTo(one.Prefix);
        if (one.Window.To != other.Window.To)
            return (one.Window.To ?? DateOnly.MaxValue).CompareTo(other.Window.To ?? DateOnly.MaxValue);
        return a.Assignment.Start != b.Assignment.Start
            ? a.Assignment.Start.CompareTo(b.Assignment.Start) : string.CompareOrdinal(a.AssignmentId, b.AssignmentId);
    }
}
