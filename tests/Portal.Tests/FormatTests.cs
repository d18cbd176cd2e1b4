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
    [InlineData("a charge run for 2026-02-01 was asked for", null, "a charge run for 1 Feb. 2026 was asked for")]
    [InlineData("retail: 3 × 1250.50 = 3751.50; credit -12.00 − 2.50 = -14.50, on 2026-02-01.", null, "retail: 3 × 1.250,50 = 3.751,50; credit -12,00 − 2,50 = -14,50, on 1 Feb. 2026.")]
    [InlineData("the package \"10.00 from 2026-02-01\" was charged already: acme.recurring.2026-02-01.1, 5.00", null, "the package \"10.00 from 2026-02-01\" was charged already: acme.recurring.2026-02-01.1, 5,00")]
    [InlineData("taken back on 2026-02-01: since 2026-01-01 it is 9.99; credit after it 1.00", "since 2026-01-01 it is 9.99", "taken back on 1 Feb. 2026: since 2026-01-01 it is 9.99; credit after it 1,00")]
    public void sentences_are_told_in_the_browsers_language_and_peoples_words_stay(string text, string? words, string told) =>
        Formats.Of("de").Told(text, words).ShouldBe(told);

    [Fact]
    public void no_decimal_is_lost() => Formats.Of("en").Amount(0.000021m).ShouldBe("0.000021");
}
