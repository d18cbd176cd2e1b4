using System.Text.Json.Serialization;

namespace PackageBilling.Events;

/// <summary>What a package sells and how it bills, as one revision says (domain: "The package").</summary>
/// <param name="Name">What the carrier calls it.</param>
/// <param name="Description">Free text for people.</param>
/// <param name="Retail">Recurring price per unit that the customer pays.</param>
/// <param name="Cost">Recurring price per unit that the carrier pays.</param>
/// <param name="SetupRetail">Price per unit that the customer pays once.</param>
/// <param name="SetupCost">Price per unit that the carrier pays once.</param>
/// <param name="Quantity">What an assignment starts with when it names no quantity.</param>
/// <param name="Frequency">How often it bills.</param>
/// <param name="Weekdays">The days that bill when it bills weekly, in the order of the week from Monday;
/// else empty.</param>
/// <param name="MonthDays">The days 1 to 31 that bill when it bills monthly, growing; else empty.
/// Clamped as a set in shorter months.</param>
/// <param name="Destinations">Prefixes of E.164 digits that free minutes cover, sorted ordinally;
/// empty for every destination.</param>
/// <param name="MinimumSpend">What the customer's calls must come to per unit and interval;
/// null for no minimum.</param>
/// <param name="MinimumDays">The shortest life of an assignment in days; null for none.</param>
/// <param name="PlatformFeature">Code of the upstream service that it resells; null for none.</param>
public sealed record PackageTerms(
    string Name,
    string? Description,
    decimal Retail,
    decimal Cost,
    decimal SetupRetail,
    decimal SetupCost,
    int Quantity,
    Frequency Frequency,
    IReadOnlyList<DayOfWeek> Weekdays,
    IReadOnlyList<int> MonthDays,
    IReadOnlyList<string> Destinations,
    decimal? MinimumSpend,
    int? MinimumDays,
    string? PlatformFeature)
{
    /// <summary>Every how many days, weeks or months it bills, from 1.</summary>
    public int FrequencyInterval { get; init; } = 1;

    /// <summary>Where intervals are counted from.</summary>
    public Anchor Anchor { get; init; }

    /// <summary>The parts of a period that are charged in proportion to its days.</summary>
    public Prorate Prorate { get; init; }

    /// <summary>Whether a minimum spend is multiplied by the active days of its interval over
    /// the interval's days.</summary>
    public bool MinimumProrated { get; init; }

    /// <summary>How many minutes of a window may also be used in the next one.</summary>
    public int RolloverMinutes { get; init; }

    /// <summary>Whether free minutes are granted for each unit of the quantity on the window's first day.</summary>
    public bool MinutesTimesQuantity { get; init; }

    /// <summary>Whether every assignment has billing days of its own, counted from its start date.</summary>
    [JsonIgnore]
    public bool BillsFromStart => Anchor == Anchor.Start && Frequency != Frequency.None;

    /// <summary>These terms with new prices.</summary>
    /// <exception cref="RepricingException">A price would be below 0 or above the largest.</exception>
    public PackageTerms With(Repricing repricing)
    {
        return this with
        {
            Retail = New("retail", Retail),
            Cost = New("cost", Cost),
            SetupRetail = New("setupRetail", SetupRetail),
            SetupCost = New("setupCost", SetupCost),
            MinimumSpend = MinimumSpend is { } minimum ? New("minimumSpend", minimum) : null,
        };

        decimal New(string price, decimal before) => !repricing.Includes(price) ? before
            : repricing.New(before) is >= 0 and <= Amounts.Max and var after ? after
            : throw new RepricingException($"{price} {Amounts.Text(before)} would be "
                + $"{Amounts.Text(repricing.New(before))}: it must be from 0 to {Amounts.Max:0}");
    }
}
