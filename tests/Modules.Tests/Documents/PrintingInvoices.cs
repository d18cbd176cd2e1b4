using System.Globalization;
using UglyToad.PdfPig;
using static PackageBilling.Modules.Tests.Documents.GivenDocument;

namespace PackageBilling.Modules.Tests.Documents;

public sealed class PrintingInvoices
{
    private static readonly DocumentStyle Style = DocumentStyle.Default;

    [Fact]
    public void forty_pages_have_every_line_once_and_their_numbers()
    {
        var lines = Lines(860);
        var pages = Pages(InvoicePdf.Render(Invoice(lines), Style));

        pages.Length.ShouldBeGreaterThanOrEqualTo(40);
        var rows = pages.SelectMany(page => page.Rows()).ToArray();
        foreach (var line in lines)
        {
            var amount = line.Amount.ToString("#,0.00", CultureInfo.InvariantCulture);
            rows.Count(row => row == $"{line.Description} 1 {amount} {amount}").ShouldBe(1, line.Description);
        }
        for (var page = 1; page <= pages.Length; page++)
            pages[page - 1].Rows()[^1].ShouldBe($"Page {page} of {pages.Length}");
    }

    [Fact]
    public void each_page_begins_with_what_the_one_before_carried_forward_which_is_the_sum_of_its_lines()
    {
        var pages = Pages(InvoicePdf.Render(Invoice(Lines(200)), Style));
        var sum = 0m;
        for (var page = 0; page < pages.Length; page++)
        {
            var rows = pages[page].Rows();
            if (page > 0) Sum(rows, "Brought forward").ShouldBe(sum);
            sum += rows.Where(row => row.StartsWith("Line-", StringComparison.Ordinal)).Sum(Last);
            if (page < pages.Length - 1) Sum(rows, "Carried forward").ShouldBe(sum);
            rows.Count(row => row == "Description Quantity Unit price Amount").ShouldBe(1);
        }
        sum.ShouldBe(Lines(200).Sum(line => line.Amount));
        Sum(pages[^1].Rows(), "Net").ShouldBe(sum);
    }

    // Every length of an invoice around a page's end, so that the totals meet it everywhere.
    [Fact]
    public void the_totals_stay_together_with_at_least_one_line_above_them()
    {
        for (var count = 12; count <= 48; count++)
        {
            var pages = Pages(InvoicePdf.Render(Invoice(Lines(count)), Style));
            var last = pages.Single(page => page.Rows().Any(row => row.StartsWith("Net ", StringComparison.Ordinal)));
            var rows = last.Rows();
            rows.ShouldContain(row => row.StartsWith($"Line-{count} ", StringComparison.Ordinal));
            foreach (var label in new[] { "VAT 10%", "Total USD", "Amount due USD" })
                rows.ShouldContain(row => row.StartsWith(label, StringComparison.Ordinal), $"{count}: {label}");
            pages.ShouldAllBe(page => page.Rows().Any(row => row.StartsWith("Line-", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void amounts_end_at_one_edge_and_nothing_overlaps()
    {
        var pages = Pages(InvoicePdf.Render(Invoice(Lines(60)), Style));

        foreach (var page in pages) page.ShouldNotOverlap();
        var amounts = pages.SelectMany(page => page.GetWords()).Where(word => word.Text.EndsWith(".25",
            StringComparison.Ordinal)).GroupBy(word => Math.Round(word.BoundingBox.Right)).ToArray();
        amounts.Length.ShouldBe(2, "unit prices end at one edge and amounts at another");
        foreach (var column in amounts)
            (column.Max(word => word.BoundingBox.Right) - column.Min(word => word.BoundingBox.Right))
                .ShouldBeLessThan(0.2);
    }

    [Theory]
    [InlineData(3, 30)]
    [InlineData(60, 1)]
    [InlineData(400, 1)]
    public void long_texts_wrap_and_break_and_never_overlap(int wordLength, int words)
    {
        var text = string.Join(' ', Enumerable.Repeat(new string('W', wordLength), words));
        var party = new Party(text, [text, "Boston"], text, text, [text]);
        var pages = Pages(InvoicePdf.Render(Invoice(
            new DocumentLine(text, -1_000_000_000m, 123_456_789.123456m, text, 999_999_999.999999m, text),
            new DocumentLine("second", 1.5m)) with
        {
            Seller = party,
            Buyer = party,
            CustomerId = text,
            Taxes = [new(text, 0, 0)],
            Rounding = 0,
            Total = -999_999_998.50m,
            AmountDue = -999_999_998.50m,
            Note = text,
            Reason = text,
            Payment = [text],
        }, Style with { Footer = text[..Math.Min(text.Length, DocumentStyle.MaxFooter)] }));

        foreach (var page in pages) page.ShouldNotOverlap();
        string.Concat(pages.SelectMany(page => page.GetWords()).Select(word => word.Text)).Count(c => c == 'W')
            .ShouldBeGreaterThanOrEqualTo(wordLength * words * 12);
    }

    [Fact]
    public void a_description_longer_than_a_page_goes_on_over_pages_and_counts_once()
    {
        var words = Enumerable.Range(1, 4_000).Select(at => $"w{at}").ToArray();
        var pages = Pages(InvoicePdf.Render(Invoice(
            new DocumentLine(string.Join(' ', words), 7m), new DocumentLine("second", 1m)), Style));

        pages.Length.ShouldBeGreaterThan(2);
        var found = pages.SelectMany(page => page.GetWords()).Select(word => word.Text).ToHashSet();
        words.ShouldAllBe(word => found.Contains(word));
        Sum(pages[1].Rows(), "Brought forward").ShouldBe(7m);
    }

    [Fact]
    public void twenty_thousand_lines_are_an_invoice_too()
    {
        var pdf = InvoicePdf.Render(Invoice(Lines(20_000)), Style);

        using var document = PdfDocument.Open(pdf);
        document.NumberOfPages.ShouldBeGreaterThan(500);
        document.GetPage(document.NumberOfPages).Rows().ShouldContain("Net 200,015,000.00");
    }

    [Theory]
    [InlineData("USD", 2, "1,234.50", "0.021", "1,234.52")]
    [InlineData("JPY", 0, "1,234.5", "0.021", "1,235")]
    [InlineData("KWD", 3, "1,234.500", "0.021", "1,234.521")]
    public void lines_show_all_decimals_and_totals_those_of_the_currency(
        string currency, int minorUnits, string first, string second, string total)
    {
        DocumentLine[] lines = [new("first", 1_234.5m), new("second", 0.021m)];
        var net = lines.Sum(line => line.Amount);
        var rounded = decimal.Round(net, minorUnits, MidpointRounding.ToEven);
        var rows = Text(InvoicePdf.Render(Invoice(currency, minorUnits, lines) with
        {
            Taxes = [],
            Rounding = rounded - net,
            Total = rounded,
            AmountDue = rounded,
        }, Style)).Split('\n');

        rows.ShouldContain($"first {first}");
        rows.ShouldContain($"second {second}");
        rows.ShouldContain($"Total {currency} {total}");
    }

    [Fact]
    public void numbers_and_dates_are_written_as_set_and_negative_ones_have_a_minus()
    {
        var text = Text(InvoicePdf.Render(Invoice(new DocumentLine("Refund", -1_234_567.5m)), Style with
        {
            Numbers = new(',', '.'),
            DatePattern = "dd.MM.yyyy",
        }));

        text.ShouldContain("Refund \u22121.234.567,50");
        text.ShouldContain("Due 03.03.2026");
    }

    [Fact]
    public void a_credit_note_says_what_it_corrects_and_why_and_asks_for_nothing()
    {
        var text = Text(InvoicePdf.Render(Invoice(new DocumentLine("DID", -10m)) with
        {
            Kind = DocumentKind.CreditNote,
            Number = "CN-1",
            DueOn = null,
            AmountDue = null,
            RefersTo = "INV-2026-000123",
            Reason = "Billed by mistake",
        }, Style));

        text.ShouldContain("Credit note number CN-1");
        text.ShouldContain("Corrects invoice INV-2026-000123");
        text.ShouldContain("Total credit USD \u221211.00");
        text.ShouldContain("Billed by mistake");
        text.ShouldNotContain("Due");
        text.ShouldNotContain("Amount due");
    }

    [Fact]
    public void what_credit_has_paid_is_said_at_the_line_and_taken_off_what_is_due()
    {
        var invoice = Invoice(new DocumentLine("DID", 10m, PaidFromCredit: true), new DocumentLine("Seat", 5m));
        var text = Text(InvoicePdf.Render(invoice with { PaidFromCredit = 11m, AmountDue = 5.50m }, Style));

        text.Split('\n').Count(row => row.StartsWith("Paid from credit", StringComparison.Ordinal)).ShouldBe(2);
        text.ShouldContain("Paid from credit \u221211.00");
        text.ShouldContain("Amount due USD 5.50");
    }

    [Theory]
    [InlineData(PaperSize.A4, 595.276, 841.89)]
    [InlineData(PaperSize.Letter, 612, 792)]
    public void pages_have_the_size_of_the_paper(PaperSize paper, double width, double height)
    {
        var pages = Pages(InvoicePdf.Render(Invoice(Lines(50)), Style with { Paper = paper }));

        pages.ShouldAllBe(page => Math.Abs(page.Width - width) < 0.01 && Math.Abs(page.Height - height) < 0.01);
        foreach (var page in pages) page.ShouldNotOverlap();
    }

    [Theory]
    [InlineData("Zażółć gęślą jaźń")]
    [InlineData("Pijamalı hasta yağız şoföre çabucak güvendi İIıi")]
    [InlineData("Nguyễn Thị Hường ở Đà Nẵng")]
    [InlineData("Παναγιώτης Τηλεπικοινωνίες")]
    [InlineData("Предоставление услуг Ґґ Її Ћћ")]
    [InlineData("Árvíztűrő tükörfúrógép ßÆØÅþð Čeština Țară Ķīlis")]
    public void names_of_all_of_europe_are_shown_as_they_are(string name)
    {
        var pages = Pages(InvoicePdf.Render(Invoice(Lines(1)) with { Buyer = new(name, []) }, Style));

        pages[0].Rows().ShouldContain(row => row.Contains(name));
        pages[0].Rows().ShouldNotContain(row => row.Contains('\u25A1'));
    }

    [Theory]
    [InlineData("A 日本 B", "A \u25A1\u25A1 B")]
    [InlineData("A 👩‍👩‍👧 B", "A \u25A1 B")]
    [InlineData("A\0B\tC", "A B C")]
    [InlineData("e\u0301\u202E\u200B-", "\u00E9-")]
    [InlineData("\u00AD", "Amount due")]
    public void what_the_font_lacks_is_a_box_and_what_has_no_shape_is_nothing(string description, string shown) =>
        Text(InvoicePdf.Render(Invoice(new DocumentLine(description, 1m)), Style)).ShouldContain(shown);

    // On its own, since half of a pair doesn't survive as the name of a case.
    [Fact]
    public void half_of_a_surrogate_pair_is_a_box_too()
    {
        var invoice = Invoice(new DocumentLine("A \uD83D B", 1m)) with
        {
            Seller = Seller with { Name = "\uDE00 Voice" },
        };

        Text(InvoicePdf.Render(invoice, Style)).ShouldContain("A \u25A1 B");
        InvoiceHtml.Render(invoice, Style).ShouldContain("A &#xFFFD; B");
    }

    [Fact]
    public void the_file_says_its_title_author_and_language()
    {
        var pdf = InvoicePdf.Render(Invoice(Lines(1)), Style);

        using var document = PdfDocument.Open(pdf);
        document.Information.Title.ShouldBe("Invoice INV-2026-000123");
        document.Information.Author.ShouldBe("Northwind Voice, Inc.");
        document.Information.CreationDate.ShouldBe("D:20260201000000Z");
        document.Structure.Catalog.CatalogDictionary.Data["Lang"].ToString().ShouldNotBeNull().ShouldContain("en");
        document.Structure.Catalog.CatalogDictionary.Data.ShouldNotContainKey("Metadata");
    }

    [Fact]
    public void sums_that_do_not_add_up_are_refused()
    {
        var invoice = Invoice(Lines(3));
        foreach (var wrong in new[] { invoice with { Net = 1m }, invoice with { Total = 1m } })
        {
            Should.Throw<ArgumentException>(() => InvoicePdf.Render(wrong, Style)).Message.ShouldContain("add up");
            Should.Throw<ArgumentException>(() => InvoiceHtml.Render(wrong, Style));
        }
        Should.Throw<ArgumentException>(() => InvoicePdf.Render(
            invoice with { Rounding = invoice.Rounding + 0.001m, Total = invoice.Total + 0.001m }, Style))
            .Message.ShouldContain("decimals");
    }

    private static decimal Last(string row) =>
        decimal.Parse(row[(row.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    private static decimal Sum(IReadOnlyList<string> rows, string label) =>
        Last(rows.Single(row => row.StartsWith(label, StringComparison.Ordinal)));
}
