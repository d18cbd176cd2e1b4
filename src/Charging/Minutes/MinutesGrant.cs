namespace PackageBilling.Charging.Minutes;

/// <summary>An assignment that grants free minutes, as known at one position.</summary>
/// <param name="Assignment">The assignment.</param>
/// <param name="Package">Its package with all revisions.</param>
public sealed record MinutesGrant(AssignmentBook Assignment, PackageBook Package)
{
    /// <summary>The assignment's id.</summary>
    public string AssignmentId => Assignment.AssignmentId;

    /// <summary>The DID whose calls it covers, as a token; null when it covers all of the customer's.</summary>
    public string? Did => Assignment.Did;

    /// <summary>What an assignment grants; null when it grants nothing.</summary>
    public static MinutesGrant? Of(AssignmentBook assignment, PackageBook package) =>
        assignment.Terms.FreeMinutes is null ? null : new(assignment, package);

    /// <summary>
    /// The window that a date lies in, null outside the assignment and while it is paused (domain: "Free minutes").
    /// </summary>
    public MinutesWindow? WindowOn(DateOnly date) => Assignment.IsActiveOn(date) ? Window(date) : null;

    /// <summary>
    /// The window whose minutes may also be used in another; null when none may. What is left of it at the end of its
    /// dates may be used, up to <see cref="RolloverSeconds"/>, and no more of it is carried on.
    /// </summary>
    public MinutesWindow? CarriedInto(MinutesWindow window) =>
        RolloverSeconds(window) == 0 || window.From <= Assignment.Start ? null : Window(window.From.AddDays(-1));

    /// <summary>What a window grants, by the terms in effect on its first date.</summary>
    public long Seconds(DateOnly windowFrom)
    {
        var own = Assignment.Terms.On(windowFrom);
        var units = Package.TermsOn(windowFrom).MinutesTimesQuantity ? own.Quantity ?? 1 : 1;
        return 60L * units * (own.FreeMinutes ?? 0);
    }

    /// <summary>The most seconds of the window before that may be used in a window,
    /// by the terms on its first date.</summary>
    public long RolloverSeconds(MinutesWindow window) => 60L * Package.TermsOn(window.From).RolloverMinutes;

    /// <summary>What a window grants, what was carried over to it and what was used of both.</summary>
    /// <param name="window">The window.</param>
    /// <param name="used">Seconds used by window; 0 for one that is not named.</param>
    public MinutesBalance Balance(MinutesWindow window, IReadOnlyDictionary<WindowKey, long> used)
    {
        var key = new WindowKey(AssignmentId, window.From);
        var (granted, usedHere) = (Seconds(window.From), used.GetValueOrDefault(key));
        // A call that was late may have found nothing but what had been carried on already.
        var usedLater = Package.HasRollover ? used.GetValueOrDefault(key with { IsCarriedOver = true }) : 0;
        var left = granted - usedHere - usedLater;
        if (left < 0) throw new InvalidOperationException($"More was used of {AssignmentId} than it grants.");
        if (CarriedInto(window) is not { } before) return new(granted, 0, usedHere, 0, left, 0);
        var earlier = new WindowKey(AssignmentId, before.From);
        var carriedUsed = used.GetValueOrDefault(earlier with { IsCarriedOver = true });
        var notUsedThere = Seconds(before.From) - used.GetValueOrDefault(earlier);
        var carried = Math.Min(RolloverSeconds(window), notUsedThere);
        return new(granted, carried, usedHere, carriedUsed, left, Math.Max(0, carried - carriedUsed));
    }

    // Windows tile the assignment's dates: they are cut where intervals of minimum spend are, so a revision that stops
    // billing ends one too.
    private MinutesWindow Window(DateOnly date)
    {
        var (match, next) = Package.IntervalOn(date, Assignment.Start);
        var to = next?.AddDays(-1);
        return new(match > Assignment.Start ? match.Value : Assignment.Start,
            to is null || to > Assignment.End ? Assignment.End : to);
    }
}

/// <summary>The dates of a window, inclusive; open while nothing ends it.</summary>
public readonly record struct MinutesWindow(DateOnly From, DateOnly? To);

/// <summary>Seconds of a window.</summary>
/// <param name="Granted">What the window grants by itself.</param>
/// <param name="CarriedOver">What was left of the window before and may be used in this one.</param>
/// <param name="Used">What was used of the window's own, in it.</param>
/// <param name="CarriedUsed">What was used of what was carried over.</param>
/// <param name="Left">What is left of the window's own.</param>
/// <param name="CarriedLeft">What is left of what was carried over.</param>
public readonly record struct MinutesBalance(
    long Granted, long CarriedOver, long Used, long CarriedUsed, long Left, long CarriedLeft);

/// <summary>One window of one assignment: what is used is counted by it.</summary>
/// <param name="AssignmentId">The assignment.</param>
/// <param name="From">The window's first date.</param>
/// <param name="IsCarriedOver">Whether it was used in the window that followed.</param>
public readonly record struct WindowKey(string AssignmentId, DateOnly From, bool IsCarriedOver = false)
{
    /// <summary>What a use of a call counts for.</summary>
    public static WindowKey Of(FreeUse use) => new(use.AssignmentId, use.WindowFrom, use.IsCarriedOver);

    /// <summary>By assignment id, then by date; what was used in the window itself first.</summary>
    public static readonly Comparer<WindowKey> InOrder = Comparer<WindowKey>.Create((one, other) =>
        string.CompareOrdinal(one.AssignmentId, other.AssignmentId) is not 0 and var order ? order
        : one.From != other.From ? one.From.CompareTo(other.From)
        : one.IsCarriedOver.CompareTo(other.IsCarriedOver));
}
