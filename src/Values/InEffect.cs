namespace PackageBilling.Values;

/// <summary>
/// The rule for everything that holds from a date on (domain: "The package", "The assignment"): what takes effect
/// latest, at or before the date; of two that take effect on the same date, the one recorded later.
/// </summary>
public static class InEffect
{
    /// <summary>What is in effect on a date; null when nothing is.</summary>
    /// <param name="recorded">In the order in which it was recorded.</param>
    /// <param name="date">The date.</param>
    /// <param name="from">The first date that one of them holds on.</param>
    public static T? On<T>(IEnumerable<T> recorded, DateOnly date, Func<T, DateOnly> from) where T : class
    {
        T? found = null;
        foreach (var one in recorded)
            if (from(one) <= date && (found is null || from(one) >= from(found))) found = one;
        return found;
    }

    /// <summary>Everything in the order in which it takes effect: where two things exclude each other,
    /// the later one holds.</summary>
    /// <param name="recorded">In the order in which it was recorded.</param>
    /// <param name="from">The first date that one of them holds on.</param>
    public static IEnumerable<T> InOrder<T>(IEnumerable<T> recorded, Func<T, DateOnly> from) => recorded.OrderBy(from);

    /// <summary>The same in SQL, of rows that take effect at or before the date:
    /// the first in this order is in effect.</summary>
    public const string NewestFirst = "ORDER BY effective_from DESC, position DESC LIMIT 1";
}
