using static PackageBilling.Modules.Tests.Documents.GivenDocument;

namespace PackageBilling.Modules.Tests.Documents;

public sealed class Styles
{
    [Theory]
    [InlineData("red")]
    [InlineData("#12345")]
    [InlineData("#1234567")]
    [InlineData("#12345g")]
    [InlineData("123456#")]
    [InlineData("#123;}*")]
    [InlineData("")]
    [InlineData(null)]
    public void a_color_is_a_hash_and_six_digits(string? text)
    {
        AccentColor.Fault(text).ShouldBe("must be a color such as #1f4e79: # and six hexadecimal digits");
        Should.Throw<ArgumentException>(() => AccentColor.Parse(text!))
            .Message.ShouldStartWith("The accent color must");
    }

    [Fact]
    public void a_color_too_light_to_read_is_used_for_rules_only()
    {
        AccentColor.Parse("#FFEE00").IsReadable.ShouldBeFalse();
        AccentColor.Parse("#b3261e").IsReadable.ShouldBeTrue();
        var light = DocumentStyle.Default with { Accent = AccentColor.Parse("#FFEE00") };
        InvoiceHtml.Render(Invoice(Lines(1)), light).ShouldContain("--accent: #ffee00; --title: var(--ink);");
        InvoicePdf.Render(Invoice(Lines(1)), light).ShouldNotBeEmpty();
    }

    [Fact]
    public void a_logo_is_a_png_or_jpeg_that_can_be_read()
    {
        LogoImage.Fault(Logos.Png).ShouldBeNull();
        var logo = LogoImage.Read(Logos.Png);
        (logo.MediaType, logo.Width, logo.Height).ShouldBe(("image/png", 2, 2));
        LogoImage.Fault("<svg onload='alert(1)'/>"u8).ShouldBe("must be a PNG or JPEG file");
        LogoImage.Fault([]).ShouldBe("must be a PNG or JPEG file");
        LogoImage.Fault(new byte[LogoImage.MaxBytes + 1]).ShouldBe("must be at most 512 KB");
        LogoImage.Fault(Logos.Png.AsSpan(0, 40)).ShouldNotBeNull().ShouldStartWith("can't be read");
        LogoImage.Fault([0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]).ShouldNotBeNull().ShouldStartWith("can't be read");
        Should.Throw<ArgumentException>(() => LogoImage.Read([1])).Message.ShouldStartWith("The logo must be a PNG");
    }

    [Fact]
    public void a_logo_stands_on_the_first_page()
    {
        var pages = Pages(InvoicePdf.Render(Invoice(Lines(60)), DocumentStyle.Default with
        {
            Logo = LogoImage.Read(Logos.Png),
        }));

        pages.Select(page => page.NumberOfImages).ShouldBe([1, .. new int[pages.Length - 1]]);
    }

    [Theory]
    [InlineData("yyyy")]
    [InlineData("HH:mm")]
    [InlineData("dd.MM")]
    [InlineData("")]
    public void a_date_pattern_shows_day_month_and_year(string pattern) =>
        Should.Throw<ArgumentException>(() => DocumentStyle.Default with { DatePattern = pattern })
            .Message.ShouldStartWith("The date pattern must");

    [Fact]
    public void a_language_without_texts_and_a_long_footer_are_refused()
    {
        Should.Throw<ArgumentException>(() => DocumentStyle.Default with { Language = "xx" })
            .Message.ShouldStartWith("The language must be one of en.");
        Should.Throw<ArgumentException>(() => DocumentStyle.Default with { Footer = new string('x', 401) });
        DocumentStyle.Languages.ShouldBe(["en"]);
    }
}
