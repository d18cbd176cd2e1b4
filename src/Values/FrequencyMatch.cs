using System.Text.Json;

namespace PackageBilling.Values;

/// <summary>
/// The days that a package bills on, as requests and answers write them: <c>["mon","thu"]</c> for weekly,
/// <c>[15,31]</c> for monthly, nothing otherwise (domain: "The package").
/// </summary>
public static class FrequencyMatch
{
    // Days repeat only by mistake; this is room for some.
    private const int MaxElements = 100;

    // In the order of the week from Monday.
    private static readonly (string Name, DayOfWeek Day)[] Week =
    [
        ("mon", DayOfWeek.Monday), ("tue", DayOfWeek.Tuesday), ("wed", DayOfWeek.Wednesday),
        ("thu", DayOfWeek.Thursday), ("fri", DayOfWeek.Friday), ("sat", DayOfWeek.Saturday), ("sun", DayOfWeek.Sunday),
    ];

    /// <summary>What is wrong with the days for a frequency; null when nothing is.</summary>
    /// <param name="frequency">How often it bills.</param>
    /// <param name="given">The days.</param>
    /// <param name="fromStart">Whether an assignment's start gives the day where none is named.</param>
    public static string? Fault(Frequency frequency, JsonElement? given, bool fromStart)
    {
        if (given is { ValueKind: not JsonValueKind.Array })
            return "must be an array such as [\"mon\",\"thu\"] or [15,31]";
        var elements = Elements(given);
        if (elements.Count > MaxElements) return $"must have at most {MaxElements} elements";
        return frequency switch
        {
            Frequency.Weekly when elements.Count == 0 && !fromStart =>
                "must name at least one day of the week, or the package would never bill",
            Frequency.Weekly when elements.Any(day => Weekday(day) is null) =>
                "must be days of the week: mon, tue, wed, thu, fri, sat, sun",
            Frequency.Monthly when elements.Count == 0 && !fromStart =>
                "must name at least one day of the month, or the package would never bill",
            Frequency.Monthly when elements.Any(day => MonthDay(day) is null) =>
                "must be days of the month: whole numbers from 1 to 31",
            Frequency.None or Frequency.Daily when elements.Count > 0 =>
                "must be empty unless the frequency is weekly or monthly",
            _ => null,
        };
    }

    /// <summary>The days of the week, each once; empty unless weekly. The days have no <see cref="Fault"/>.</summary>
    public static IReadOnlyList<DayOfWeek> Weekdays(Frequency frequency, JsonElement? given)
    {
        if (frequency != Frequency.Weekly) return [];
        var days = Elements(given).Select(day => Weekday(day)!.Value).ToHashSet();
        return [.. Week.Select(weekday => weekday.Day).Where(days.Contains)];
    }

    /// <summary>The days of the month, each once, growing; empty unless monthly.
    /// The days have no <see cref="Fault"/>.</summary>
    public static IReadOnlyList<int> MonthDays(Frequency frequency, JsonElement? given) =>
        frequency != Frequency.Monthly
            ? [] : [.. Elements(given).Select(day => MonthDay(day)!.Value).Distinct().Order()];

    /// <summary>The days in the form of a request.</summary>
    public static IReadOnlyList<object> Show(IReadOnlyList<DayOfWeek> weekdays, IReadOnlyList<int> monthDays) =>
        [.. weekdays.Select(day => Week.First(weekday => weekday.Day == day).Name), .. monthDays];

    private static List<JsonElement> Elements(JsonElement? given) =>
        given is { } array ? [.. array.EnumerateArray()] : [];

    private static DayOfWeek? Weekday(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        foreach (var (name, day) in Week)
            if (element.ValueEquals(name)) return day;
        return null;
    }

    private static int? MonthDay(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var day) && day is >= 1 and <= 31
            ? day : null;
}
