namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>What an invoice comes to (domain: "Invoices", amounts).</summary>
public sealed class Sums
{
    private static readonly TaxRate[] Two = [new("VAT", 19), new("City tax", 2.5m)];

    [Theory]
    // 10.005 x 19 % = 1.90095, x 2.5 % = 0.250125; 10.005 + 1.90 + 0.25 = 12.155, half to even 12.16.
    [InlineData("USD", "10.005", "1.90", "0.25", "0.005", "12.16")]
    // 12.145 is half too, and goes down to the even 12.14.
    [InlineData("USD", "9.995", "1.90", "0.25", "-0.005", "12.14")]
    // No decimals: 1000.4 x 19 % = 190.076, x 2.5 % = 25.01.
    [InlineData("JPY", "1000.4", "190", "25", "-0.4", "1215")]
    // Three decimals: 10.0005 x 19 % = 1.900095, x 2.5 % = 0.2500125.
    [InlineData("KWD", "10.0005", "1.900", "0.250", "-0.0005", "12.150")]
    [InlineData("USD", "-10.005", "-1.90", "-0.25", "-0.005", "-12.16")]
    public void two_taxes_are_rounded_each_and_the_total_shows_its_rounding(
        string currency, string net, string vat, string city, string rounding, string total)
    {
        var sums = InvoiceSums.Of(Number(net), Two, currency);

        sums.Taxes.Select(tax => (tax.Name, tax.Percent, tax.Amount))
            .ShouldBe([("VAT", 19, Number(vat)), ("City tax", 2.5m, Number(city))]);
        (sums.Net, sums.Rounding, sums.Total).ShouldBe((Number(net), Number(rounding), Number(total)));
    }

    [Fact]
    public void without_taxes_only_the_total_is_rounded()
    {
        var sums = InvoiceSums.Of(0.021m, [], "USD");
        (sums.Taxes.Count, sums.Tax, sums.Rounding, sums.Total).ShouldBe((0, 0m, -0.001m, 0.02m));
    }

    private static decimal Number(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
