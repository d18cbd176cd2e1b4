using System.Text.Json;

namespace PackageBilling.Values;

/// <summary>
/// Prices and schedule of a package as a request gives them, to define, revise or suppose it. A member that was left
/// out is null.
/// </summary>
public abstract record TermsAsked
{
    /// <summary>Recurring price per unit that the customer pays.</summary>
    public decimal? Retail { get; init; }

    /// <summary>Recurring price per unit that the carrier pays.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Price per unit that the customer pays once.</summary>
    public decimal? SetupRetail { get; init; }

    /// <summary>Price per unit that the carrier pays once.</summary>
    public decimal? SetupCost { get; init; }

    /// <summary>none, daily, weekly or monthly.</summary>
    public string? Frequency { get; init; }

    /// <summary>The days that bill: an array of weekdays or of days of the month.</summary>
    public JsonElement? FrequencyMatch { get; init; }

    /// <summary>Every how many days, weeks or months it bills.</summary>
    public int? FrequencyInterval { get; init; }

    /// <summary>calendar or start.</summary>
    public string? Anchor { get; init; }

    /// <summary>Any of first, last and changes.</summary>
    public IReadOnlyList<string?>? Prorate { get; init; }

    /// <summary>What the customer's calls must come to per unit and interval.</summary>
    public decimal? MinimumSpend { get; init; }

    /// <summary>Whether that is in proportion to the active days of the interval.</summary>
    public bool? MinimumProrated { get; init; }

    /// <summary>How many minutes of a window may also be used in the next one.</summary>
    public int? RolloverMinutes { get; init; }

    /// <summary>Whether free minutes are granted for each unit of the quantity.</summary>
    public bool? MinutesTimesQuantity { get; init; }
}
