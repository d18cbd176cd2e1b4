namespace PackageBilling.Billing.Invoices.Exports;

/// <summary>A line of the journal: one side of it is 0.</summary>
/// <param name="On">The customer's local date.</param>
/// <param name="Document">The number of the invoice or credit note, or the payment's reference.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Account">The account of the ledger.</param>
/// <param name="Debit">What is debited.</param>
/// <param name="Credit">What is credited.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Position">Where in the log it was recorded: the lines of one position balance.</param>
internal sealed record JournalLine(
    DateOnly On, string Document, string CustomerId, string Account, decimal Debit, decimal Credit, string Currency,
    long Position);

/// <summary>
/// Makes the journal's lines from facts: for each invoice, credit note, payment and adjustment lines whose debits and
/// credits are equal. What took credit and is on no invoice is not in it.
/// </summary>
internal static class Journal
{
    /// <summary>The lines of a fact; none for a fact that is no matter of the journal.</summary>
    /// <param name="stored">The fact.</param>
    /// <param name="currency">The customer's currency, for facts that don't say it.</param>
    /// <param name="accounts">The accounts.</param>
    public static IReadOnlyList<JournalLine> Of(StoredEvent stored, string currency, JournalAccounts accounts)
    {
        switch (stored.Data)
        {
            case InvoiceIssued issued:
                return Lines(stored, issued.On, issued.Number, issued.CustomerId, issued.Currency,
                    Amounts(issued, accounts));
            case PaymentReceived paid:
                return Lines(stored, paid.On, paid.Reference, paid.CustomerId, currency,
                [
                    (paid.IsOpening ? accounts.Opening : accounts.Bank, paid.Amount),
                    (accounts.Receivables, paid.ToCredit - paid.Amount), (accounts.CustomerCredit, -paid.ToCredit),
                ]);
            case CreditAdjusted adjusted:
                return Lines(stored, adjusted.On, adjusted.AdjustmentId, adjusted.CustomerId, currency,
                    [(accounts.Adjustments, adjusted.Amount), (accounts.CustomerCredit, -adjusted.Amount)]);
            default: return [];
        }
    }

    /// <summary>Amounts by account: more than 0 is a debit.</summary>
    private static IEnumerable<(string Account, decimal Amount)> Amounts(
        InvoiceIssued issued, JournalAccounts accounts)
    {
        var isInvoice = issued.Kind == InvoiceKind.Invoice;
        var receivable = isInvoice ? issued.Total - issued.PaidFromCredit : -issued.TakenOff;
        return
        [
            (accounts.Receivables, receivable), (accounts.CustomerCredit, issued.Total - receivable),
            .. issued.Lines.GroupBy(line => line.PackageId, StringComparer.Ordinal)
                .Select(group => (accounts.RevenueOf(group.Key), -group.Sum(line => line.Amount))),
            .. issued.Taxes.Select(tax => (accounts.TaxOf(tax.Name), -tax.Amount)),
            (accounts.Rounding, -issued.Rounding),
        ];
    }

    private static List<JournalLine> Lines(
        StoredEvent stored, DateOnly on, string document, string customerId, string currency,
        IEnumerable<(string Account, decimal Amount)> amounts) =>
        [.. amounts.Where(one => one.Amount != 0).Select(one => new JournalLine(on, document, customerId, one.Account,
            Math.Max(one.Amount, 0), Math.Max(-one.Amount, 0), currency, stored.Position))];
}
