using System.Xml.Linq;
using static PackageBilling.Modules.Tests.Documents.GivenDocument;

namespace PackageBilling.Modules.Tests.Documents;

public sealed class PagesInHtml
{
    private const string Hostile = "<script>alert(\"1\")</script> & 'quoted' </style></title>";

    [Fact]
    public void no_text_can_be_markup()
    {
        var party = new Party(Hostile, [Hostile], Hostile, Hostile, [Hostile]);
        var html = InvoiceHtml.Render(Invoice(new DocumentLine(Hostile, 1m, 1m, Hostile, 1m, Hostile)) with
        {
            Number = Hostile,
            Seller = party,
            Buyer = party,
            CustomerId = Hostile,
            Taxes = [new(Hostile, 0, 0)],
            Rounding = 0,
            Total = 1m,
            AmountDue = 1m,
            RefersTo = Hostile,
            Reason = Hostile,
            Note = Hostile,
            Payment = [Hostile],
        }, DocumentStyle.Default with { Footer = Hostile, Logo = LogoImage.Read(Logos.Png) });

        html.ShouldNotContain("<script", Case.Insensitive);
        html.ShouldNotContain("\"1\"");
        html.ShouldNotContain("'quoted'");
        Count(html, "</style>").ShouldBe(1);
        Count(html, "</title>").ShouldBe(1);
        Count(html, "&lt;script&gt;alert(&quot;1&quot;)").ShouldBeGreaterThan(15);
    }

    [Fact]
    public void the_page_is_well_formed_and_refers_to_nothing_else()
    {
        var html = InvoiceHtml.Render(Invoice(Lines(3)), DocumentStyle.Default with
        {
            Logo = LogoImage.Read(Logos.Png),
            Paper = PaperSize.Letter,
        });

        html.ShouldStartWith("<!DOCTYPE html>\n<html lang=\"en\">");
        html.ShouldContain("size: letter;");
        html.ShouldContain("content: \"Page \" counter(page) \" of \" counter(pages);");
        html.ShouldContain("src=\"data:image/png;base64,");
        html.ShouldNotContain("http:");
        html.ShouldNotContain("https:");
        html.ShouldNotContain("url(");
        html.ShouldNotContain("\r");
        html.ShouldNotContain("\0");
        // Void elements apart, it is XML too, so that every element is closed where it was opened.
        var xml = XDocument.Parse(System.Text.RegularExpressions.Regex.Replace(
            html["<!DOCTYPE html>\n".Length..], "<(meta|img|br)([^>]*)>", "<$1$2/>"));
        xml.Descendants("th").ShouldAllBe(head => head.Attribute("scope") != null);
        xml.Descendants("tr").Count(row => row.Parent!.Name == "tbody").ShouldBe(3 + 4);
    }

    [Fact]
    public void letters_of_all_scripts_stay_as_they_are() =>
        InvoiceHtml.Render(Invoice(new DocumentLine("Żółw Ελλάδα Привет 日本", 1m)), DocumentStyle.Default)
            .ShouldContain("<td>Żółw Ελλάδα Привет 日本</td>");

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
