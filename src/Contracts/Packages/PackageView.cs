namespace PackageBilling.Contracts;

/// <summary>Terms of a package as answers show them: as requests write them (domain: "The package").</summary>
public record TermsView
{
    /// <summary>What the carrier calls it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Free text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Recurring price per unit that the customer pays.</summary>
    public decimal Retail { get; init; }

    /// <summary>Recurring price per unit that the carrier pays.</summary>
    public decimal Cost { get; init; }

    /// <summary>Price per unit that the customer pays once.</summary>
    public decimal SetupRetail { get; init; }

    /// <summary>Price per unit that the carrier pays once.</summary>
    public decimal SetupCost { get; init; }

    /// <summary>What an assignment starts with when it names no quantity.</summary>
    public int Quantity { get; init; }

    /// <summary>How often it bills.</summary>
    public Frequency Frequency { get; init; }

    /// <summary>
    /// The days that bill: <c>mon</c> to <c>sun</c> when it bills weekly, 1 to 31 when it bills monthly; else empty.
    /// </summary>
    public IReadOnlyList<object> FrequencyMatch { get; init; } = [];

    /// <summary>Every how many days, weeks or months it bills.</summary>
    public int FrequencyInterval { get; init; } = 1;

    /// <summary>Where intervals are counted from.</summary>
    public Anchor Anchor { get; init; }

    /// <summary>
    /// The parts of a period that are charged in proportion: <c>first</c>, <c>last</c>, <c>changes</c>; empty for none.
    /// </summary>
    public IReadOnlyList<string> Prorate { get; init; } = [];

    /// <summary>Prefixes that free minutes cover; empty for every destination.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>What the customer's calls must come to per unit and interval; null for no minimum.</summary>
    public decimal? MinimumSpend { get; init; }

    /// <summary>Whether that is in proportion to the active days of the interval.</summary>
    public bool MinimumProrated { get; init; }

    /// <summary>How many minutes of a window may also be used in the next one.</summary>
    public int RolloverMinutes { get; init; }

    /// <summary>Whether free minutes are granted for each unit of the quantity.</summary>
    public bool MinutesTimesQuantity { get; init; }

    /// <summary>The shortest life of an assignment in days; null for none.</summary>
    public int? MinimumDays { get; init; }

    /// <summary>Code of the upstream service that it resells; null for none.</summary>
    public string? PlatformFeature { get; init; }
}

/// <summary>A package with the terms in effect on one date.</summary>
public sealed record PackageView : TermsView
{
    /// <summary>Without anything.</summary>
    public PackageView()
    {
    }

    /// <summary>With the terms in effect.</summary>
    public PackageView(TermsView terms)
        : base(terms)
    {
    }

    /// <summary>Its id.</summary>
    public string PackageId { get; init; } = "";

    /// <summary>What kind of package it is.</summary>
    public PackageType Type { get; init; }

    /// <summary>The currency of its prices.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Whether it takes no new assignments.</summary>
    public bool Retired { get; init; }

    /// <summary>The date from which these terms hold; null for the first definition.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>The date on which the next terms begin; null when none are recorded.</summary>
    public DateOnly? NextEffectiveFrom { get; init; }
}
