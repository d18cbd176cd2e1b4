using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace PackageBilling.Modules.Tests.Documents;

/// <summary>Documents to print, and what can be read in those that were.</summary>
internal static class GivenDocument
{
    public static readonly DateOnly Day = new(2026, 1, 31);

    public static readonly Party Seller = new("Northwind Voice, Inc.", ["200 Harbor Street", "Boston, MA 02110"],
        "billing@northwind.example", "US 04-1234567");

    public static readonly Party Buyer = new("Acme Telecom", ["350 Fifth Avenue", "New York, NY 10118"]);

    /// <summary>An invoice over lines, with a tax and what rounding takes.</summary>
    public static InvoiceDocument Invoice(params IReadOnlyList<DocumentLine> lines) =>
        Invoice("USD", 2, lines);

    public static InvoiceDocument Invoice(string currency, int minorUnits, params IReadOnlyList<DocumentLine> lines)
    {
        var net = lines.Sum(line => line.Amount);
        var tax = decimal.Round(net * 0.1m, minorUnits, MidpointRounding.ToEven);
        var total = decimal.Round(net + tax, minorUnits, MidpointRounding.ToEven);
        return new InvoiceDocument
        {
            Kind = DocumentKind.Invoice,
            Number = "INV-2026-000123",
            IssuedOn = new(2026, 2, 1),
            PeriodFrom = new(2026, 1, 1),
            Through = Day,
            DueOn = new(2026, 3, 3),
            Currency = currency,
            MinorUnits = minorUnits,
            Seller = Seller,
            Buyer = Buyer,
            CustomerId = "acme",
            Lines = lines,
            Net = net,
            Taxes = [new("VAT", 10, tax)],
            Rounding = total - net - tax,
            Total = total,
            AmountDue = total,
        };
    }

    /// <summary>Lines whose descriptions and amounts all differ.</summary>
    public static DocumentLine[] Lines(int count) =>
    [
        .. Enumerable.Range(1, count).Select(at => new DocumentLine(
            $"Line-{at} hosted seat", at + 0.25m, 1, "seat", at + 0.25m, "Standard", new(2026, 1, 1), Day)),
    ];

    public static StatementDocument Statement(int count)
    {
        var rows = Enumerable.Range(1, count).Select(at => new StatementDocumentRow(
            Day, $"Charge-{at}", $"ref-{at}", -at, 1_000m - (at * (at + 1m) / 2))).ToArray();
        return new StatementDocument
        {
            Seller = Seller,
            Buyer = Buyer,
            CustomerId = "acme",
            IssuedOn = Day,
            From = new(2026, 1, 1),
            To = Day,
            Currency = "USD",
            MinorUnits = 2,
            OpeningBalance = 1_000m,
            Rows = rows,
            ClosingBalance = rows is [.., var last] ? last.Balance : 1_000m,
        };
    }

    public static Page[] Pages(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return [.. document.GetPages()];
    }

    /// <summary>The words of a page in rows from top to bottom, each from left to right.</summary>
    public static IReadOnlyList<string> Rows(this Page page) =>
    [
        .. page.GetWords().GroupBy(word => Math.Round(word.Letters[0].StartBaseLine.Y, 1))
            .OrderByDescending(row => row.Key)
            .Select(row => string.Join(' ', row.OrderBy(word => word.BoundingBox.Left).Select(word => word.Text))),
    ];

    public static string Text(byte[] pdf) => string.Join('\n', Pages(pdf).SelectMany(Rows));

    /// <summary>Expects that no two words of a page touch, and that all are on the paper.</summary>
    public static void ShouldNotOverlap(this Page page)
    {
        var boxes = page.GetWords().Where(word => word.Text.Trim().Length > 0)
            .OrderByDescending(word => word.BoundingBox.Top).ToArray();
        for (var one = 0; one < boxes.Length; one++)
        {
            var a = boxes[one].BoundingBox;
            (a.Left > 0 && a.Right < page.Width && a.Bottom > 0 && a.Top < page.Height)
                .ShouldBeTrue($"'{boxes[one].Text}' is not on the paper");
            for (var other = one + 1; other < boxes.Length && boxes[other].BoundingBox.Top > a.Bottom; other++)
            {
                var b = boxes[other].BoundingBox;
                var isApart = a.Right <= b.Left || b.Right <= a.Left || a.Top <= b.Bottom || b.Top <= a.Bottom;
                isApart.ShouldBeTrue($"'{boxes[one].Text}' overlaps '{boxes[other].Text}' on page {page.Number}");
            }
        }
    }
}
