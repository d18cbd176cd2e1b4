namespace PackageBilling.Portal;

/// <summary>Own terms of an assignment in a few words.</summary>
internal static class OwnTermsText
{
    /// <summary>The prices that are its own, such as <c>retail 8.00, discount 10%</c>; empty for none.</summary>
    public static string OwnPrices(this OwnTerms terms, Formats formats) => string.Join(", ",
        Prices(terms).Select(price => price.Own.Value is { } own ? Text(price.Name, own, formats) : null)
            .OfType<string>());

    /// <summary>What was said of its prices: also that one went back to the package's.</summary>
    public static string SaidPrices(this OwnTerms terms, Formats formats) => string.Join(", ",
        from price in Prices(terms)
        where price.Own.IsGiven
        select price.Own.Value is { } own ? Text(price.Name, own, formats)
            : price.Name == Discount ? "no discount" : $"{price.Name} as the package's");

    private const string Discount = "discount";

    private static IEnumerable<(string Name, Optional<decimal> Own)> Prices(OwnTerms terms) =>
    [
        ("retail", terms.Retail), ("cost", terms.Cost), ("setup retail", terms.SetupRetail),
        ("setup cost", terms.SetupCost), ("minimum spend", terms.MinimumSpend), (Discount, terms.DiscountPercent),
    ];

    private static string Text(string name, decimal own, Formats formats) =>
        $"{name} {(name == Discount ? formats.Percent(own) : formats.Amount(own))}";
}
