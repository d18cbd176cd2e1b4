using FluentValidation.Results;

namespace PackageBilling.Subscriptions;

/// <summary>The billing details and taxes of a customer as columns of a file, by the rules of their commands.</summary>
/// <param name="Details">The details; null when the row has none of them.</param>
/// <param name="Taxes">The taxes; null when the row has none.</param>
internal sealed record BillingColumns(GivenBilling? Details, GivenTaxRates? Taxes)
{
    private const string BillingName = "billingName", Address = "address", Email = "email", TaxId = "taxId",
        PaymentTermsDays = "paymentTermsDays", TaxRates = "taxRates", TaxFrom = "taxFrom";

    // Stands between the lines of an address, and between rates.
    private const char Separator = ';';

    private static readonly BillingRules DetailsRules = new();
    private static readonly TaxRatesRules TaxesRules = new();

    /// <summary>The columns.</summary>
    public static readonly IReadOnlyList<ImportColumn> All =
        [new(BillingName), new(Address), new(Email), new(TaxId), new(PaymentTermsDays), new(TaxRates), new(TaxFrom)];

    /// <summary>Reads them; what is wrong is noted in the row.</summary>
    public static BillingColumns Read(ImportRow row) => new(DetailsOf(row), TaxesOf(row));

    /// <summary>
    /// What the row adds to a customer. What it says is known when it was recorded first, whatever was changed since:
    /// of taxes for their date.
    /// </summary>
    /// <param name="registered">The customer.</param>
    /// <param name="recorded">What was recorded of it; empty for one that is new.</param>
    /// <param name="seal">Makes a token of a text.</param>
    /// <returns>The facts, and the column that says something else than what was recorded; null when none
    /// does.</returns>
    public (IReadOnlyList<object> Facts, string? Difference) Added(
        CustomerRegistered registered, IReadOnlyList<object> recorded, Func<string, string> seal)
    {
        var (details, taxes) = (Details?.Fact(registered.CustomerId, seal), Taxes?.Fact(registered.CustomerId));
        var before = recorded.OfType<CustomerBillingChanged>().FirstOrDefault();
        var taxed = recorded.OfType<CustomerTaxRatesChanged>()
            .FirstOrDefault(tax => tax.EffectiveFrom == taxes?.EffectiveFrom);
        var difference = details is not null && before is not null && !details.Says(before)
            ? Difference(details, before)
            : taxes is not null && taxed is not null && !taxes.Says(taxed) ? TaxRates : null;
        return ([.. New(details, before), .. New(taxes, taxed)], difference);
    }

    private static IEnumerable<object> New(object? given, object? before) =>
        given is not null && before is null ? [given] : [];

    private static string Difference(CustomerBillingChanged given, CustomerBillingChanged there) =>
        given.Name != there.Name ? BillingName
        : given.Email != there.Email ? Email
        : given.TaxId != there.TaxId ? TaxId
        : given.PaymentTermsDays != there.PaymentTermsDays ? PaymentTermsDays
        : Address;

    private static GivenBilling? DetailsOf(ImportRow row)
    {
        var lines = row.Text(Address)?.Split(Separator, StringSplitOptions.TrimEntries);
        var given = new GivenBilling(
            row.Text(BillingName), lines, row.Text(Email), row.Text(TaxId), row.Number(PaymentTermsDays));
        if (given == new GivenBilling(null, null, null, null, null)) return null;
        Check(row, DetailsRules.Validate(given), field => field == "name" ? BillingName : field);
        return given;
    }

    private static GivenTaxRates? TaxesOf(ImportRow row)
    {
        if (row.Text(TaxRates) is not { } text)
        {
            if (row.Text(TaxFrom) is not null) row.Fault(TaxFrom, $"must be left out when there are no {TaxRates}");
            return null;
        }
        var rates = text.Split(Separator, StringSplitOptions.TrimEntries)
            .Select(one => Rate(one, row.Numbers)).ToList();
        if (rates.Contains(null))
        {
            row.Fault(TaxRates, "must be names with percentages, such as VAT 19; City tax 2.5");
            return null;
        }
        var given = new GivenTaxRates(row.Text(TaxFrom) is null ? Dates.Min : row.Date(TaxFrom), rates!);
        Check(row, TaxesRules.Validate(given), field => field == "effectiveFrom" ? TaxFrom : TaxRates);
        return given;
    }

    // The name and behind its last space the percentage.
    private static GivenTaxRate? Rate(string text, NumberFormat numbers)
    {
        var end = text.TrimEnd('%').TrimEnd();
        var space = end.LastIndexOf(' ');
        return space > 0 && numbers.TryRead(end[(space + 1)..], out var percent)
            ? new(end[..space].TrimEnd(), percent) : null;
    }

    // A value that could not be read counts as left out, and was reported.
    private static void Check(ImportRow row, ValidationResult result, Func<string, string> column)
    {
        foreach (var error in result.Errors) error.PropertyName = column(error.PropertyName.Split('[')[0]);
        row.Check(result);
    }
}
