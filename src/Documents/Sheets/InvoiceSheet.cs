namespace PackageBilling.Documents.Sheets;

/// <summary>What is to be read on an invoice or credit note.</summary>
internal static class InvoiceSheet
{
    /// <exception cref="ArgumentException">The sums don't add up. A wrong bill must not leave the house.</exception>
    public static Sheet Of(InvoiceDocument invoice, DocumentStyle style)
    {
        Check(invoice);
        var texts = DocumentTexts.For(style.Language);
        var format = new DocumentFormat(style, invoice.MinorUnits);
        var isInvoice = invoice.Kind == DocumentKind.Invoice;
        var total = format.Minor(invoice.Total);
        var due = invoice.AmountDue is { } left ? format.Minor(left) : null;
        return new Sheet(
            isInvoice ? texts.Invoice : texts.CreditNote,
            invoice.Number,
            invoice.IssuedOn,
            Addresses.Of(invoice.Seller, texts),
            texts.BillTo,
            Addresses.Of(invoice.Buyer, texts),
            [
                new(isInvoice ? texts.InvoiceNumber : texts.CreditNoteNumber, invoice.Number),
                .. invoice.RefersTo is { } corrected ? [new(texts.CorrectsInvoice, corrected)] : (Fact[])[],
                new(texts.IssuedOn, format.Date(invoice.IssuedOn)),
                invoice.PeriodFrom is { } from
                    ? new(texts.Period, format.Span(from, invoice.Through))
                    : new(texts.Through, format.Date(invoice.Through)),
                .. invoice.DueOn is { } day ? [new(texts.DueOn, format.Date(day))] : (Fact[])[],
                new(texts.CustomerId, invoice.CustomerId),
            ],
            due is null
                ? new(isInvoice ? texts.Total : texts.TotalCredit, $"{invoice.Currency} {total}")
                : new(texts.AmountDue, $"{invoice.Currency} {due}"),
            Table(invoice, texts, format),
            [
                new(texts.Net, format.Exact(invoice.Net)),
                .. invoice.Taxes.Select(tax => new TotalRow(
                    texts.Tax(tax.Name, format.Number(tax.Percent)), format.Minor(tax.Amount))),
                .. invoice.Rounding != 0 ? [new(texts.Rounding, format.Exact(invoice.Rounding))] : (TotalRow[])[],
                new($"{(isInvoice ? texts.Total : texts.TotalCredit)} {invoice.Currency}", total, IsStrong: true),
                .. invoice.PaidFromCredit != 0
                    ? [new(texts.PaidFromCredit, format.Minor(-invoice.PaidFromCredit))] : (TotalRow[])[],
                .. due is not null
                    ? [new($"{texts.AmountDue} {invoice.Currency}", due, IsStrong: true)] : (TotalRow[])[],
            ],
            [
                .. Remark(texts.Reason, invoice.Reason),
                .. invoice.Payment.Count > 0 ? [new(texts.Payment, invoice.Payment)] : (Remark[])[],
                .. Remark(texts.Note, invoice.Note),
            ]);
    }

    private static void Check(InvoiceDocument invoice)
    {
        if (invoice.Lines.Sum(line => line.Amount) != invoice.Net)
            throw new ArgumentException($"The lines of {invoice.Number} don't add up to its net amount.");
        if (invoice.Net + invoice.Taxes.Sum(tax => tax.Amount) + invoice.Rounding != invoice.Total)
            throw new ArgumentException($"Net, taxes and rounding of {invoice.Number} don't add up to its total.");
    }

    private static SheetTable Table(InvoiceDocument invoice, DocumentTexts texts, DocumentFormat format)
    {
        var rows = new List<SheetRow>(invoice.Lines.Count);
        var sum = 0m;
        foreach (var line in invoice.Lines)
        {
            sum += line.Amount;
            rows.Add(new SheetRow(
                [
                    new(line.Description, Small(line, texts, format)),
                    new(line.Quantity is { } quantity ? format.Number(quantity) : "", line.Unit ?? ""),
                    new(line.UnitPrice is { } price ? format.Exact(price) : ""),
                    new(format.Exact(line.Amount)),
                ],
                format.Exact(sum)));
        }
        return new SheetTable(
            [
                new(texts.Description, false, 1), new(texts.Quantity, true), new(texts.UnitPrice, true),
                new(texts.Amount, true),
            ],
            rows, texts.CarriedForward, texts.BroughtForward);
    }

    private static string Small(DocumentLine line, DocumentTexts texts, DocumentFormat format) => string.Join(
        " \u00B7 ",
        new[]
        {
            (line.From ?? line.To) is { } from ? format.Span(from, line.To ?? from) : null,
            line.Detail,
            line.PaidFromCredit ? texts.PaidFromCredit : null,
        }.Where(part => !string.IsNullOrWhiteSpace(part)));

    private static Remark[] Remark(string heading, string? text) =>
        string.IsNullOrWhiteSpace(text) ? [] : [new(heading, [text])];
}
