using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace PackageBilling.Documents.Html;

/// <summary>A sheet as an HTML page that refers to nothing else.</summary>
internal sealed class HtmlPage
{
    // Letters of all scripts stay as they are; whatever means something in HTML doesn't.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new(8_192);

    private HtmlPage()
    {
    }

    public static string Write(Sheet sheet, DocumentStyle style)
    {
        var page = new HtmlPage();
        page.Head(sheet, style);
        page.Header(sheet, style.Logo);
        page.Parties(sheet, style.Logo);
        page.Table(sheet.Table, DocumentTexts.For(style.Language));
        page.Totals(sheet.Totals);
        foreach (var remark in sheet.Remarks) page.Remark(remark);
        if (!string.IsNullOrWhiteSpace(style.Footer)) page.Element("footer", null, style.Footer);
        page._html.Append("</main>\n</body>\n</html>\n");
        return page._html.ToString();
    }

    private void Head(Sheet sheet, DocumentStyle style) => _html.Append(CultureInfo.InvariantCulture, $"""
        <!DOCTYPE html>
        <html lang="{Encoder.Encode(style.Language)}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="{HtmlStyle.ContentSecurityPolicy}">
        <meta name="author" content="{Encoder.Encode(sheet.Seller.Name)}">
        <title>{Encoder.Encode(sheet.FullTitle)}</title>
        <style>
        {HtmlStyle.Of(style)}</style>
        </head>
        <body>
        <main>

        """);

    private void Header(Sheet sheet, LogoImage? logo)
    {
        _html.Append("<header>\n");
        if (logo is null)
        {
            Element("p", "name", sheet.Seller.Name);
        }
        else
        {
            _html.Append("<img src=\"data:").Append(logo.MediaType).Append(";base64,")
                .Append(Convert.ToBase64String(logo.Bytes.Span)).Append("\" alt=\"")
                .Append(Encoder.Encode(sheet.Seller.Name)).Append("\">\n");
        }
        Element("h1", null, sheet.Title);
        _html.Append("</header>\n");
    }

    private void Parties(Sheet sheet, LogoImage? logo)
    {
        _html.Append("<div class=\"top\">\n<div>\n<address class=\"seller\">");
        Address(sheet.Seller, hasName: logo is not null);
        Element("h2", null, sheet.BuyerHeading);
        _html.Append("<address>");
        Address(sheet.Buyer, hasName: true);
        _html.Append("</div>\n<dl>\n");
        foreach (var fact in sheet.Facts) Fact(fact, null);
        Fact(sheet.Highlight, "highlight");
        _html.Append("</dl>\n</div>\n");
    }

    // Without a logo, the seller's name stands above already.
    private void Address(Address address, bool hasName) => _html.AppendJoin("<br>",
        [
            .. hasName ? [$"<strong>{Encoder.Encode(address.Name)}</strong>"] : (string[])[],
            .. address.Lines.Select(Encoder.Encode),
        ]).Append("</address>\n");

    private void Fact(Fact fact, string? kind)
    {
        _html.Append("<div").Append(kind is null ? "" : $" class=\"{kind}\"").Append("><dt>")
            .Append(Encoder.Encode(fact.Label)).Append("</dt><dd>").Append(Encoder.Encode(fact.Value))
            .Append("</dd></div>\n");
    }

    private void Table(SheetTable table, DocumentTexts texts)
    {
        _html.Append("<table class=\"lines\">\n<thead>\n<tr>");
        foreach (var column in table.Columns)
            _html.Append("<th scope=\"col\"").Append(column.IsNumber ? " class=\"number\">" : ">")
                .Append(Encoder.Encode(column.Head)).Append("</th>");
        _html.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            _html.Append("<tr>");
            for (var at = 0; at < row.Cells.Count; at++) Cell(row.Cells[at], table.Columns[at].IsNumber);
            _html.Append("</tr>\n");
        }
        if (table.Rows.Count == 0)
            _html.Append(CultureInfo.InvariantCulture, $"<tr><td colspan=\"{table.Columns.Count}\">")
                .Append(Encoder.Encode(texts.NoLines)).Append("</td></tr>\n");
        _html.Append("</tbody>\n</table>\n");
    }

    private void Cell(SheetCell cell, bool isNumber)
    {
        _html.Append(isNumber ? "<td class=\"number\">" : "<td>").Append(Encoder.Encode(cell.Text));
        if (cell.Small.Length > 0) _html.Append("<small>").Append(Encoder.Encode(cell.Small)).Append("</small>");
        _html.Append("</td>");
    }

    private void Totals(IReadOnlyList<TotalRow> totals)
    {
        _html.Append("<table class=\"totals\">\n<tbody>\n");
        foreach (var row in totals)
            _html.Append(row.IsStrong ? "<tr class=\"strong\">" : "<tr>").Append("<th scope=\"row\">")
                .Append(Encoder.Encode(row.Label)).Append("</th><td class=\"number\">")
                .Append(Encoder.Encode(row.Value)).Append("</td></tr>\n");
        _html.Append("</tbody>\n</table>\n");
    }

    private void Remark(Remark remark)
    {
        _html.Append("<section>\n");
        Element("h2", null, remark.Heading);
        foreach (var paragraph in remark.Paragraphs) Element("p", null, paragraph);
        _html.Append("</section>\n");
    }

    private void Element(string name, string? kind, string text) =>
        _html.Append('<').Append(name).Append(kind is null ? "" : $" class=\"{kind}\"").Append('>')
            .Append(Encoder.Encode(text)).Append("</").Append(name).Append(">\n");
}
