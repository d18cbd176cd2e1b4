namespace PackageBilling.Catalog;

/// <summary>Terms as answers show them: as requests write them.</summary>
internal record TermsView(
    string Name,
    string? Description,
    decimal Retail,
    decimal Cost,
    decimal SetupRetail,
    decimal SetupCost,
    int Quantity,
    Frequency Frequency,
    IReadOnlyList<object> FrequencyMatch,
    IReadOnlyList<string> Destinations,
    decimal? MinimumSpend,
    int? MinimumDays,
    string? PlatformFeature)
{
    public TermsView(PackageTerms terms)
        : this(terms.Name, terms.Description, terms.Retail, terms.Cost, terms.SetupRetail, terms.SetupCost, terms.Quantity, terms.Frequency,
            Catalog.FrequencyMatch.Show(terms), terms.Destinations, terms.MinimumSpend, terms.MinimumDays, terms.PlatformFeature)
    {
        FrequencyInterval = terms.FrequencyInterval;
        Anchor = terms.Anchor;
        Prorate = Spelling.Show(terms.Prorate);
        MinimumProrated = terms.MinimumProrated;
        RolloverMinutes = terms.RolloverMinutes;
        MinutesTimesQuantity = terms.MinutesTimesQuantity;
    }

    public int FrequencyInterval { get; init; }

    public Anchor Anchor { get; init; }

    public IReadOnlyList<string> Prorate { get; init; } = [];

    public bool MinimumProrated { get; init; }

    public int RolloverMinutes { get; init; }

    public bool MinutesTimesQuantity { get; init; }
}

/// <summary>A package with the terms in effect on one date.</summary>
internal sealed record PackageView : TermsView
{
    public PackageView(PackageTerms inEffect)
        : base(inEffect)
    {
    }

    public PackageView(Package package, DateOnly on)
        : this(package.TermsOn(on))
    {
        PackageId = package.Defined.PackageId;
        Type = package.Defined.Type;
        Currency = package.Defined.Currency;
        Retired = package.IsRetired;
        EffectiveFrom = package.RevisionOn(on)?.EffectiveFrom;
        NextEffectiveFrom = package.NextEffectiveFrom(on);
    }

    public string PackageId { get; init; } = "";

    public PackageType Type { get; init; }

    public string Currency { get; init; } = "";

    /// <summary>Whether it takes no new assignments.</summary>
    public bool Retired { get; init; }

    /// <summary>The date from which these terms hold; null for the first definition.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>The date on which the next terms begin; null when none are recorded.</summary>
    public DateOnly? NextEffectiveFrom { get; init; }
}
