namespace PackageBilling.Documents.Sheets;

/// <summary>What is to be read on a statement.</summary>
internal static class StatementSheet
{
    /// <exception cref="ArgumentException">A balance isn't the one above plus the amount.</exception>
    public static Sheet Of(StatementDocument statement, DocumentStyle style)
    {
        var texts = DocumentTexts.For(style.Language);
        var format = new DocumentFormat(style, statement.MinorUnits);
        var opening = format.Exact(statement.OpeningBalance);
        var closing = format.Exact(statement.ClosingBalance);
        var span = format.Span(statement.From, statement.To);
        return new Sheet(
            texts.Statement,
            $"{statement.CustomerId}, {span}",
            statement.IssuedOn,
            Addresses.Of(statement.Seller, texts),
            texts.Customer,
            Addresses.Of(statement.Buyer, texts),
            [
                new(texts.Period, span),
                new(texts.IssuedOn, format.Date(statement.IssuedOn)),
                new(texts.CustomerId, statement.CustomerId),
                new(texts.OpeningBalance, $"{statement.Currency} {opening}"),
            ],
            new(texts.ClosingBalance, $"{statement.Currency} {closing}"),
            new SheetTable(
                [
                    new(texts.Date, false, 0.18), new(texts.Description, false, 0.5),
                    new(texts.Reference, false, 0.32), new(texts.Amount, true), new(texts.Balance, true),
                ],
                [
                    new([new(format.Date(statement.From)), new(texts.OpeningBalance), new(""), new(""), new(opening)],
                        opening),
                    .. Rows(statement, format),
                ],
                texts.CarriedForward, texts.BroughtForward),
            [new($"{texts.ClosingBalance} {statement.Currency}", closing, IsStrong: true)],
            []);
    }

    private static IEnumerable<SheetRow> Rows(StatementDocument statement, DocumentFormat format)
    {
        var balance = statement.OpeningBalance;
        foreach (var row in statement.Rows)
        {
            balance += row.Amount;
            if (row.Balance != balance)
                throw new ArgumentException($"The balance after {row.Reference ?? row.Description} on "
                    + $"{format.Date(row.Date)} isn't the one above plus the amount.", nameof(statement));
            var text = format.Exact(balance);
            yield return new SheetRow(
                [
                    new(format.Date(row.Date)), new(row.Description), new(row.Reference ?? ""),
                    new(format.Exact(row.Amount)), new(text),
                ],
                text);
        }
        if (balance != statement.ClosingBalance)
            throw new ArgumentException("The closing balance isn't the one of the last row.", nameof(statement));
    }
}
