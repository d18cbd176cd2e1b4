using System.Text.Json.Serialization;

namespace PackageBilling.Values;

/// <summary>
/// New prices for many packages at once, as a request asks for them (api: packages/reprice): which packages, which of
/// their prices, by a percentage or by an amount, and from what date.
/// </summary>
public record Repricing
{
    /// <summary>The prices that can be changed this way, as requests write them.</summary>
    public static readonly IReadOnlyList<string> Prices =
        ["retail", "cost", "setupRetail", "setupCost", "minimumSpend"];

    /// <summary>Which packages; null for all.</summary>
    public RepricingFilter? Filter { get; init; }

    /// <summary>By how many percent prices go up; below 0 they go down. This or <see cref="Amount"/>.</summary>
    public decimal? Percent { get; init; }

    /// <summary>By how much prices go up, in the package's currency; below 0 they go down.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Which prices: any of <see cref="Prices"/>; the recurring retail when left out.</summary>
    public IReadOnlyList<string?>? Of { get; init; }

    /// <summary>The step that new prices are rounded to, such as 0.05, halves away from zero; without one they keep six
    /// decimals, halves to even.</summary>
    public decimal? Rounding { get; init; }

    /// <summary>The first date with the new prices.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>Which prices are meant.</summary>
    [JsonIgnore]
    public IReadOnlyList<string?> Chosen => Of is { Count: > 0 } ? Of : ["retail"];

    /// <summary>Whether a price is among those that change.</summary>
    public bool Includes(string price) => Chosen.Contains(price, StringComparer.Ordinal);

    /// <summary>The new price. It may be below 0, which no price can be: then the request is refused.</summary>
    /// <param name="price">The price before, per unit in the package's currency.</param>
    public decimal New(decimal price)
    {
        var exact = Percent is { } percent ? price * (100 + percent) / 100 : price + Amount!.Value;
        return Rounding is { } step
            ? decimal.Round(exact / step, 0, MidpointRounding.AwayFromZero) * step : Amounts.Round(exact);
    }
}

/// <summary>Which packages: those that fit all that is given.</summary>
public sealed record RepricingFilter
{
    /// <summary>Text that the id or the name has in it, whatever its case and accents.</summary>
    public string? Search { get; init; }

    /// <summary>Their currency, ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>Their ids.</summary>
    public IReadOnlyList<string?>? PackageIds { get; init; }

    /// <summary>Whether a package fits.</summary>
    /// <param name="packageId">Its id.</param>
    /// <param name="name">Its name on the date that prices change.</param>
    /// <param name="currency">Its currency.</param>
    public bool Fits(string packageId, string name, string currency) =>
        (Currency is null || Currency == currency)
        && (PackageIds is null || PackageIds.Contains(packageId, StringComparer.Ordinal))
        && (string.IsNullOrWhiteSpace(Search) || Has(packageId) || Has(name));

    private bool Has(string text) => SearchText.Contains(text, Search!);
}
