namespace PackageBilling.Charging.Runs;

/// <summary>
/// The dates on which one set of terms bills, for an assignment that starts on a date (domain: "When a package is
/// due"). Every date is derived from the anchor and the selected days and never from the date before, so a clamped
/// month never shifts later ones (I2).
/// </summary>
public static class BillingDays
{
    // A Monday, from which days and weeks of the calendar are counted.
    private static readonly int Monday = new DateOnly(2001, 1, 1).DayNumber;

    /// <summary>Whether the terms bill on a date. Month days are clamped to the month's last day as a set.</summary>
    public static bool Matches(PackageTerms terms, DateOnly date, DateOnly start) => terms.Frequency switch
    {
        Frequency.None => false,
        Frequency.Daily => IsCounted(date.DayNumber - DayZero(terms, start), terms),
        Frequency.Weekly => IsCounted(Week(date) - WeekZero(terms, start), terms) && IsWeekday(terms, date, start),
        Frequency.Monthly => IsCounted(Month(date) - MonthZero(terms, start), terms) && IsMonthDay(terms, date, start),
        _ => throw new InvalidOperationException($"Unknown frequency {terms.Frequency}."),
    };

    /// <summary>The latest date at or before <paramref name="date"/> on which the terms bill;
    /// null when they never do.</summary>
    public static DateOnly? LatestMatch(PackageTerms terms, DateOnly date, DateOnly start) =>
        Nearest(terms, date, start, -1);

    /// <summary>The first date at or after <paramref name="date"/> on which the terms bill;
    /// null when they never do.</summary>
    public static DateOnly? FirstMatch(PackageTerms terms, DateOnly date, DateOnly start) =>
        Nearest(terms, date, start, 1);

    /// <summary>An upper limit of the days between two matches of the terms; 0 when they never bill.</summary>
    public static int LongestInterval(PackageTerms terms) => terms.FrequencyInterval * terms.Frequency switch
    {
        Frequency.Daily => 1,
        Frequency.Weekly => 14,
        Frequency.Monthly => 62,
        _ => 0,
    };

    /// <summary>
    /// The nearest match at or from a date on, in steps of a day;
    /// days, weeks and months that do not count are leapt over.
    /// </summary>
    private static DateOnly? Nearest(PackageTerms terms, DateOnly date, DateOnly start, int step)
    {
        if (terms.Frequency == Frequency.None) return null;
        for (var day = date.DayNumber; day >= DateOnly.MinValue.DayNumber && day <= DateOnly.MaxValue.DayNumber;)
        {
            var at = DateOnly.FromDayNumber(day);
            if (Matches(terms, at, start)) return at;
            day = Leap(terms, at, start, step) ?? day + step;
        }
        return null;
    }

    // The next day that may match, when the whole day, week or month of this one does not count.
    private static int? Leap(PackageTerms terms, DateOnly date, DateOnly start, int step)
    {
        if (terms.FrequencyInterval == 1) return null;
        var n = terms.FrequencyInterval;
        switch (terms.Frequency)
        {
            case Frequency.Daily:
                return date.DayNumber + (step * ToNext(date.DayNumber - DayZero(terms, start), n, step));
            case Frequency.Weekly when ToNext(Week(date) - WeekZero(terms, start), n, step) is var weeks and > 0:
                var week = Week(date) + (step * weeks);
                return Monday + (7 * week) + (step > 0 ? 0 : 6);
            case Frequency.Monthly when ToNext(Month(date) - MonthZero(terms, start), n, step) is var months and > 0:
                var month = Month(date) + (step * months) + (step > 0 ? 0 : 1);
                var (year, of) = (Math.DivRem(month, 12).Quotient, Math.DivRem(month, 12).Remainder);
                if (year is < 1 or > 9999) return int.MaxValue * step;
                return new DateOnly(year, of + 1, 1).DayNumber - (step > 0 ? 0 : 1);
            default:
                return null;
        }
    }

    // How many steps it takes until a count is a multiple of the interval.
    private static int ToNext(int count, int interval, int step)
    {
        var over = Modulo(count, interval);
        return over == 0 ? 0 : step > 0 ? interval - over : over;
    }

    private static bool IsCounted(int count, PackageTerms terms) =>
        terms.FrequencyInterval == 1 || Modulo(count, terms.FrequencyInterval) == 0;

    private static int DayZero(PackageTerms terms, DateOnly start) =>
        terms.Anchor == Anchor.Start ? start.DayNumber : Monday;

    private static int WeekZero(PackageTerms terms, DateOnly start) => terms.Anchor == Anchor.Start ? Week(start) : 0;

    private static int MonthZero(PackageTerms terms, DateOnly start) => terms.Anchor == Anchor.Start ? Month(start) : 0;

    // Weeks since that Monday; before it less than 0.
    private static int Week(DateOnly date) => (date.DayNumber - Monday - Modulo(date.DayNumber - Monday, 7)) / 7;

    // Months since January of the year 0, so that those of each January are a multiple of 12.
    private static int Month(DateOnly date) => (date.Year * 12) + date.Month - 1;

    private static bool IsWeekday(PackageTerms terms, DateOnly date, DateOnly start) =>
        terms.Weekdays.Count == 0 ? date.DayOfWeek == start.DayOfWeek : terms.Weekdays.Contains(date.DayOfWeek);

    private static bool IsMonthDay(PackageTerms terms, DateOnly date, DateOnly start)
    {
        var last = DateTime.DaysInMonth(date.Year, date.Month);
        if (terms.MonthDays.Count == 0) return Math.Min(start.Day, last) == date.Day;
        foreach (var day in terms.MonthDays)
            if (Math.Min(day, last) == date.Day) return true;
        return false;
    }

    private static int Modulo(int count, int interval)
    {
        var rest = count % interval;
        return rest < 0 ? rest + interval : rest;
    }
}
