namespace PackageBilling.Portal.Tests;

public sealed class FormatTests
{
    [Theory]
    [InlineData("en-US,en;q=0.9", "1,234.50\u00a0USD", "Feb 1, 2026")]
    [InlineData("en-GB", "1,234.50\u00a0USD", "1 Feb 2026")]
    [InlineData("de", "1.234,50\u00a0USD", "1 Feb. 2026")]
    [InlineData("xx-nonsense, de-DE;q=0.5", "1.234,50\u00a0USD", "1 Feb. 2026")]
    [InlineData("", "1,234.50\u00a0USD", "1 Feb 2026")]
    [InlineData("%%%;;q=9", "1,234.50\u00a0USD", "1 Feb 2026")]
    public void money_and_dates_follow_the_browsers_language(string languages, string money, string date)
    {
        var formats = Formats.Of(languages);
        formats.Money(1234.5m, "USD").ShouldBe(money);
        formats.Date(new(2026, 2, 1)).Replace("Feb 2026", "Feb 2026", StringComparison.Ordinal).ShouldBe(date);
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    [InlineData("ar-SA")]
    public void business_dates_are_gregorian_everywhere(string language) =>
        Formats.Of(language).Date(new(2026, 2, 1)).ShouldContain("2026");

    [Theory]
    [InlineData("USD", "1,234.60\u00a0USD")]
    [InlineData("JPY", "1,235\u00a0JPY")]
    [InlineData("KWD", "1,234.600\u00a0KWD")]
    public void totals_have_the_minor_units_of_their_currency(string currency, string total) =>
        Formats.Of("en").Total(1234.6m, currency).ShouldBe(total);

    [Fact]
    public void no_decimal_is_lost() => Formats.Of("en").Amount(0.000021m).ShouldBe("0.000021");
}
