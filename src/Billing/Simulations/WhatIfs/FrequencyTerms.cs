using System.Text.Json;

namespace PackageBilling.Billing.Simulations.WhatIfs;

/// <summary>How often something bills, as the interface spells it.</summary>
internal sealed record FrequencyTerms(
    Frequency Frequency, IReadOnlyList<DayOfWeek> Weekdays, IReadOnlyList<int> MonthDays)
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>What is meant; null when it is nothing that bills.</summary>
    public static FrequencyTerms? Read(string frequency, JsonElement? match)
    {
        if (match is not null and not { ValueKind: JsonValueKind.Array }) return null;
        var days = match?.EnumerateArray().ToList() ?? [];
        return frequency switch
        {
            "none" when days.Count == 0 => new(Frequency.None, [], []),
            "daily" when days.Count == 0 => new(Frequency.Daily, [], []),
            "weekly" when days.Count > 0 && days.All(IsWeekday) => new(Frequency.Weekly,
                [.. days.Select(day => Array.IndexOf(Days, day.GetString())).Distinct().Order()
                    .Select(day => (DayOfWeek)((day + 1) % 7))], []),
            "monthly" when days.Count > 0 && days.All(IsMonthDay) =>
                new(Frequency.Monthly, [], [.. days.Select(day => day.GetInt32()).Distinct().Order()]),
            _ => null,
        };
    }

    private static bool IsWeekday(JsonElement day) =>
        day.ValueKind == JsonValueKind.String && Days.Contains(day.GetString(), StringComparer.Ordinal);

    private static bool IsMonthDay(JsonElement day) =>
        day.ValueKind == JsonValueKind.Number && day.TryGetInt32(out var number) && number is >= 1 and <= 31;
}
