namespace PackageBilling.Charging.Book;

/// <summary>
/// Prices per unit by the package's terms and an assignment's own (domain: "The assignment", own terms).
/// </summary>
/// <param name="Retail">What the customer pays.</param>
/// <param name="Cost">What the carrier pays.</param>
/// <param name="From">Whose terms the retail comes from.</param>
public readonly record struct UnitPrices(decimal Retail, decimal Cost, PriceFrom From)
{
    /// <summary>Of a period: the own price or else the package's, less the discount,
    /// rounded before it is multiplied.</summary>
    public static UnitPrices Recurring(PackageTerms package, OwnTerms own)
    {
        var retail = own.Retail.Value ?? package.Retail;
        if (own.DiscountPercent.Value is { } discount) retail = Amounts.Round(retail * (100 - discount) / 100);
        return new(retail, own.Cost.Value ?? package.Cost, Origin(own.Retail.Value ?? own.DiscountPercent.Value));
    }

    /// <summary>Of setup.</summary>
    public static UnitPrices Setup(PackageTerms package, OwnTerms own) => new(
        own.SetupRetail.Value ?? package.SetupRetail, own.SetupCost.Value ?? package.SetupCost,
        Origin(own.SetupRetail.Value));

    /// <summary>Of minimum spend; null when there is none.</summary>
    public static UnitPrices? Minimum(PackageTerms package, OwnTerms own) =>
        (own.MinimumSpend.Value ?? package.MinimumSpend) is { } minimum
            ? new(minimum, 0, Origin(own.MinimumSpend.Value)) : null;

    private static PriceFrom Origin(decimal? own) => own is null ? PriceFrom.Package : PriceFrom.Assignment;
}
