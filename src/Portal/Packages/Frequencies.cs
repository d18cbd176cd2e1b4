using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>
/// When a package bills, for showing it beside the form while it is filled in. What is really charged is asked of the
/// interface; a test holds the two together.
/// </summary>
internal static class Frequencies
{
    public static readonly IReadOnlyList<(string Code, string Text)> All =
        [("monthly", "Monthly"), ("weekly", "Weekly"), ("daily", "Daily"), ("none", "None: setup only")];

    public static readonly IReadOnlyList<(string Code, string Text)> Weekdays =
        [("mon", "Mon"), ("tue", "Tue"), ("wed", "Wed"), ("thu", "Thu"), ("fri", "Fri"),
            ("sat", "Sat"), ("sun", "Sun")];

    // Longer than the rarest match: a month.
    private const int Horizon = 366;

    /// <summary>Whether a date bills. Month days are clamped to the month's last day as a set (domain:
    /// "When a package is due").</summary>
    public static bool Matches(string frequency, IEnumerable<string> days, DateOnly date) => frequency switch
    {
        "daily" => true,
        "weekly" => days.Contains(Weekdays[((int)date.DayOfWeek + 6) % 7].Code),
        "monthly" => days.Select(day => int.Parse(day, CultureInfo.InvariantCulture))
            .Any(day => Math.Min(day, DateTime.DaysInMonth(date.Year, date.Month)) == date.Day),
        _ => false,
    };

    /// <summary>The next dates that bill, from a date on.</summary>
    public static IEnumerable<DateOnly> Next(string frequency, IReadOnlyList<string> days, DateOnly from, int count) =>
        Enumerable.Range(0, count * Horizon).Select(from.AddDays)
            .Where(date => Matches(frequency, days, date)).Take(count);

    /// <summary>The last date that bills on or before a date; null when there is none in a year.</summary>
    public static DateOnly? Last(string frequency, IReadOnlyList<string> days, DateOnly through) =>
        Enumerable.Range(0, Horizon).Select(back => through.AddDays(-back))
            .Where(date => Matches(frequency, days, date)).Select(date => (DateOnly?)date).FirstOrDefault();

    /// <summary>How often it bills in the year from a date on.</summary>
    public static int PerYear(string frequency, IReadOnlyList<string> days, DateOnly from) =>
        Enumerable.Range(0, from.AddYears(1).DayNumber - from.DayNumber)
            .Count(day => Matches(frequency, days, from.AddDays(day)));

    /// <summary>In words, such as <c>monthly on 15, 31</c>.</summary>
    public static string Words(string frequency, IEnumerable<string> days) =>
        (frequency, string.Join(", ", days.Select(Capital))) switch
        {
            ("none", _) => "setup only",
            ("daily", _) => "daily",
            var (each, list) => $"{each} on {list}",
        };

    private static string Capital(string day) => char.ToUpperInvariant(day[0]) + day[1..];
}
