namespace PackageBilling.Modules.Tests.Billing.Terms;

/// <summary>When a package bills, worked out for one date by itself from the words of the rule (domain: "When a package
/// is due"), without anything of the product's.</summary>
internal static class OwnCalendar
{
    public static bool Bills(PackageTerms terms, DateOnly start, DateOnly date)
    {
        var every = terms.FrequencyInterval;
        var origin = terms.Anchor == Anchor.Start ? start : new DateOnly(2001, 1, 1);
        switch (terms.Frequency)
        {
            case Frequency.Daily:
                return Remainder(date.DayNumber - origin.DayNumber, every) == 0;
            case Frequency.Weekly:
                var days = terms.Weekdays.Count == 0 ? [start.DayOfWeek] : terms.Weekdays;
                return days.Contains(date.DayOfWeek)
                    && Remainder((Monday(date).DayNumber - Monday(origin).DayNumber) / 7, every) == 0;
            default:
                var months = (date.Year * 12) + date.Month - ((origin.Year * 12) + origin.Month);
                if (Remainder(months, every) != 0) return false;
                var length = DateTime.DaysInMonth(date.Year, date.Month);
                IReadOnlyList<int> named = terms.MonthDays.Count == 0 ? [start.Day] : terms.MonthDays;
                return named.Any(day => Math.Min(day, length) == date.Day);
        }
    }

    private static int Remainder(int number, int by) => ((number % by) + by) % by;

    private static DateOnly Monday(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));
}
