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

    /// <summary>Where the calendar counts days and weeks from.</summary>
    public const string FirstMonday = "Monday, January 1, 2001";

    // As long as the rarest match is away: a year, which the longest intervals come to.
    private const int Horizon = 366;

    // A Monday, from which days and weeks of the calendar are counted.
    private static readonly DateOnly Monday = new(2001, 1, 1);

    /// <summary>Whether a date bills. Month days are clamped to the month's last day as a set (domain:
    /// "When a package is due").</summary>
    public static bool Matches(Schedule schedule, DateOnly date, DateOnly start) => schedule.Frequency switch
    {
        "daily" => IsCounted(schedule, day => day.DayNumber - Monday.DayNumber, date, start),
        "weekly" => IsCounted(schedule, Week, date, start) && DaysOf(schedule, Weekday(start)).Contains(Weekday(date)),
        "monthly" => IsCounted(schedule, Month, date, start) && DaysOf(schedule, Text(start.Day))
            .Select(day => int.Parse(day, CultureInfo.InvariantCulture))
            .Any(day => Math.Min(day, DateTime.DaysInMonth(date.Year, date.Month)) == date.Day),
        _ => false,
    };

    /// <summary>The next dates that bill, from a date on.</summary>
    /// <param name="schedule">When it bills.</param>
    /// <param name="from">The first date that may be one of them.</param>
    /// <param name="start">The start of the assignment.</param>
    /// <param name="count">How many.</param>
    public static IEnumerable<DateOnly> Next(Schedule schedule, DateOnly from, DateOnly start, int count) =>
        Enumerable.Range(0, count * Horizon).Select(from.AddDays)
            .Where(date => Matches(schedule, date, start)).Take(count);

    /// <summary>The last date that bills on or before a date; null when there is none in a year.</summary>
    public static DateOnly? Last(Schedule schedule, DateOnly through, DateOnly start) =>
        Enumerable.Range(0, Horizon).Select(back => through.AddDays(-back))
            .Where(date => Matches(schedule, date, start)).Select(date => (DateOnly?)date).FirstOrDefault();

    /// <summary>How often it bills in the year from a date on.</summary>
    public static int PerYear(Schedule schedule, DateOnly from, DateOnly start) =>
        Enumerable.Range(0, from.AddYears(1).DayNumber - from.DayNumber)
            .Count(day => Matches(schedule, from.AddDays(day), start));

    /// <summary>The longest interval of a frequency.</summary>
    public static int MaxInterval(string frequency) => frequency switch
    {
        "daily" => 366,
        "weekly" => 52,
        "monthly" => 12,
        _ => 1,
    };

    /// <summary>In words, such as <c>every 3 months on day 1, counted from January</c>.</summary>
    public static string Words(Schedule schedule) => schedule.Frequency switch
    {
        "daily" => Each(schedule, "daily", "days") + Counted(schedule, FirstMonday),
        "weekly" => $"{Each(schedule, "weekly", "weeks")} on "
            + (schedule.Days.Count == 0 ? "the weekday of the start" : string.Join(", ", schedule.Days.Select(Capital)))
            + Counted(schedule, FirstMonday),
        "monthly" => $"{Each(schedule, "monthly", "months")} on "
            + (schedule.Days.Count == 0 ? "the start's day of the month" : $"day {string.Join(", ", schedule.Days)}")
            + Counted(schedule, "January"),
        _ => "setup only",
    };

    private static string Each(Schedule schedule, string one, string many) => schedule.Interval == 1
        ? one : $"every {Text(schedule.Interval)} {many}";

    private static string Counted(Schedule schedule, string calendar) => schedule.Interval == 1 ? ""
        : $", counted from {(schedule.FromStart ? "the assignment's start" : calendar)}";

    private static bool IsCounted(Schedule schedule, Func<DateOnly, int> count, DateOnly date, DateOnly start) =>
        (count(date) - (schedule.FromStart ? count(start) : 0)) % schedule.Interval == 0;

    private static IReadOnlyList<string> DaysOf(Schedule schedule, string ofStart) =>
        schedule.Days.Count == 0 && schedule.FromStart ? [ofStart] : schedule.Days;

    // Whole weeks since that Monday, before it too.
    private static int Week(DateOnly date) =>
        (int)Math.Floor((date.DayNumber - Monday.DayNumber) / 7.0);

    // Those of each January are a multiple of 12.
    private static int Month(DateOnly date) => (date.Year * 12) + date.Month - 1;

    private static string Weekday(DateOnly date) => Weekdays[((int)date.DayOfWeek + 6) % 7].Code;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Capital(string day) => char.ToUpperInvariant(day[0]) + day[1..];
}
