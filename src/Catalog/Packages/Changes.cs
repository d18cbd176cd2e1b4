namespace PackageBilling.Catalog;

/// <summary>What differs between two versions of a package's terms.</summary>
internal static class Changes
{
    /// <summary>Whether nothing does.</summary>
    public static bool None(PackageTerms before, PackageTerms after) =>
        OfSchedule(before, after) is null
        && before == after with { Weekdays = before.Weekdays, MonthDays = before.MonthDays,
            Destinations = before.Destinations };

    /// <summary>
    /// The first field that differs of those that decide what days bill, what is settled on them and what minutes are
    /// free; null when none does. Running such a date again would not be the same run, so they never change for a date
    /// that may have run.
    /// </summary>
    public static string? OfSchedule(PackageTerms before, PackageTerms after) =>
        before.Frequency != after.Frequency ? "frequency"
        : !before.Weekdays.SequenceEqual(after.Weekdays) || !before.MonthDays.SequenceEqual(after.MonthDays)
        ? "frequencyMatch"
        : before.FrequencyInterval != after.FrequencyInterval ? "frequencyInterval"
        : before.Anchor != after.Anchor ? "anchor"
        : before.Prorate != after.Prorate ? "prorate"
        : before.MinimumSpend != after.MinimumSpend ? "minimumSpend"
        : before.MinimumProrated != after.MinimumProrated ? "minimumProrated"
        : before.RolloverMinutes != after.RolloverMinutes ? "rolloverMinutes"
        : before.MinutesTimesQuantity != after.MinutesTimesQuantity ? "minutesTimesQuantity"
        : !before.Destinations.SequenceEqual(after.Destinations, StringComparer.Ordinal) ? "destinations"
        : null;
}
