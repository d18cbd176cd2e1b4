namespace PackageBilling.Charging.Runs;

/// <summary>
/// The dates on which one set of terms bills (domain: "When a package is due"). Every date is derived from the anchor days and
/// never from the date before, so a clamped month never shifts later ones (I2).
/// </summary>
public static class BillingDays
{
    /// <summary>Whether the terms bill on a date. Month days are clamped to the month's last day as a set.</summary>
    public static bool Matches(PackageTerms terms, DateOnly date) => terms.Frequency switch
    {
        Frequency.None => false,
        Frequency.Daily => true,
        Frequency.Weekly => terms.Weekdays.Contains(date.DayOfWeek),
        Frequency.Monthly => MonthMatches(terms.MonthDays, date),
        _ => throw new InvalidOperationException($"Unknown frequency {terms.Frequency}."),
    };

    /// <summary>The latest date at or before <paramref name="date"/> on which the terms bill; null when they never do.</summary>
    public static DateOnly? LatestMatch(PackageTerms terms, DateOnly date)
    {
        if (terms.Frequency == Frequency.None) return null;

        // A month is at most 31 days and every month has a match, so the day after the last match lies at most 31 days back;
        // clamping can add at most 3 more.
        for (var day = date; day > date.AddDays(-35); day = day.AddDays(-1))
            if (Matches(terms, day)) return day;
        throw new InvalidOperationException("Terms that bill monthly, weekly or daily have a match in any 35 days.");
    }

    /// <summary>The first date at or after <paramref name="date"/> on which the terms bill; null when they never do.</summary>
    public static DateOnly? FirstMatch(PackageTerms terms, DateOnly date)
    {
        if (terms.Frequency == Frequency.None) return null;

        // As far as the last match can lie back, the next one can lie ahead.
        for (var day = date; day < date.AddDays(35); day = day.AddDays(1))
            if (Matches(terms, day)) return day;
        throw new InvalidOperationException("Terms that bill monthly, weekly or daily have a match in any 35 days.");
    }

    private static bool MonthMatches(IReadOnlyList<int> days, DateOnly date)
    {
        var last = DateTime.DaysInMonth(date.Year, date.Month);
        foreach (var day in days)
            if (Math.Min(day, last) == date.Day) return true;
        return false;
    }
}
