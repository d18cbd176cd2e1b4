namespace PackageBilling.Portal;

/// <summary>The own terms of an assignment in a form, and as the interface takes them.</summary>
internal static class OwnTermsForm
{
    /// <summary>The field with the names of the prices that go back to the package's.</summary>
    public const string PackagePrice = "packagePrice";

    /// <summary>The own prices: as the interface calls them, and in words.</summary>
    public static readonly IReadOnlyList<(string Name, string Text)> Prices =
    [
        ("retail", "Retail"), ("cost", "Cost"), ("setupRetail", "Setup retail"), ("setupCost", "Setup cost"),
        ("minimumSpend", "Minimum spend"), ("discountPercent", "Discount"),
    ];

    /// <summary>Whether an own price stands in the form, or one that goes back to the package's.</summary>
    public static bool HasPrices(FormState form) =>
        form.Flag(PackagePrice) || Prices.Any(price => form.Flag(price.Name));

    /// <summary>The own prices of a new assignment.</summary>
    public static IEnumerable<(string Name, object? Value)> New(FormState form) =>
        Prices.Select(price => (price.Name, (object?)form.Text(price.Name)));

    /// <summary>What a change says; what is left blank stays as it is, and a null goes back to the package's price.
    /// Empty when it says nothing.</summary>
    public static Dictionary<string, object> Change(FormState form)
    {
        var body = FormState.Body(
        [
            ("quantity", form.Whole("quantity")), ("autoDecrementCredit", AutoDecrementCredit(form)),
            ("freeMinutes", form.Whole("freeMinutes")), .. New(form),
        ]);
        foreach (var price in form.All(PackagePrice))
        {
            if (body.ContainsKey(price))
                form.Fault(price, "leave it blank to go back to the package's, or uncheck that");
            body[price] = null!;
        }
        return body;
    }

    // Null when it stays.
    private static bool? AutoDecrementCredit(FormState form) =>
        form.Text("autoDecrementCredit") switch { "on" => true, "off" => false, _ => null };
}
