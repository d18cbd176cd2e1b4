using System.Text.Json;

namespace PackageBilling.Catalog;

/// <summary>The terms of a package as a request gives them. A member that was left out is null.</summary>
internal abstract record TermsGiven : TermsAsked
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public int? Quantity { get; init; }

    public JsonElement? Destinations { get; init; }

    public int? MinimumDays { get; init; }

    public string? PlatformFeature { get; init; }

    /// <summary>The terms, with defaults for what was left out. <see cref="TermsRules"/> has found nothing wrong
    /// with them.</summary>
    public PackageTerms Terms()
    {
        var frequency = Spelling.Frequencies[Frequency!];
        return new(
            Name!.Trim(),
            string.IsNullOrWhiteSpace(Description) ? null : Description.Trim(),
            Retail!.Value,
            Cost!.Value,
            SetupRetail ?? 0,
            SetupCost ?? 0,
            Quantity ?? 1,
            frequency,
            Values.FrequencyMatch.Weekdays(frequency, FrequencyMatch),
            Values.FrequencyMatch.MonthDays(frequency, FrequencyMatch),
            Catalog.Destinations.Prefixes(Destinations),
            MinimumSpend,
            MinimumDays,
            PlatformFeature)
        {
            FrequencyInterval = FrequencyInterval ?? 1,
            Anchor = Anchor is null ? Values.Anchor.Calendar : Spelling.Anchors[Anchor],
            Prorate = Spelling.Read(Prorate ?? []),
            MinimumProrated = MinimumProrated ?? false,
            RolloverMinutes = RolloverMinutes ?? 0,
            MinutesTimesQuantity = MinutesTimesQuantity ?? false,
        };
    }
}
