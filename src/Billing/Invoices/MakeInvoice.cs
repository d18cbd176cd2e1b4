namespace PackageBilling.Billing.Invoices;

/// <summary>Decides what closing a period makes of one customer's open lines (domain: "Invoices", closing).</summary>
internal static class MakeInvoice
{
    /// <summary>
    /// An <see cref="InvoiceIssued"/> whose number is still to be given; an <see cref="AccruedInvoiced"/> for lines
    /// that come to 0, which need no document; null when there are no lines.
    /// </summary>
    /// <param name="closing">The closing.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="open">Its open lines and its credit.</param>
    /// <param name="seller">The carrier.</param>
    /// <param name="packageNames">Names of packages by their ids.</param>
    /// <param name="today">The customer's local date.</param>
    public static object? Decide(
        ClosingStarted closing, InvoicedCustomer customer, OpenLines open, PrintedParty seller,
        IReadOnlyDictionary<string, string> packageNames, DateOnly today)
    {
        var lines = open.Through(closing.Through, closing.Include);
        if (lines.Count == 0) return null;
        var since = open.SinceAfter(closing.Through);
        var sums = InvoiceSums.Of(lines.Sum(line => line.Amount), customer.RatesOn(today), customer.Currency);
        var accrued = lines.Where(line => !line.FromCredit).Sum(line => line.Amount);
        var fromCredit = lines.Where(line => line.FromCredit).Sum(line => line.Amount);
        if (sums.Total == 0 && fromCredit == 0)
            return new AccruedInvoiced(customer.CustomerId, today, closing.Through, Reference(closing),
                customer.Currency, accrued, [.. lines.Select(line => line.ChargeId)], open.Credit)
            {
                ClosingId = closing.ClosingId, OpenSince = since,
            };
        var isCredit = sums.Total < 0;
        // In minor units, so that what is left can be paid. What credit paid beyond that, or what a credit note gives
        // back, is credit again.
        var paid = isCredit ? 0 : decimal.Round(Math.Min(fromCredit, sums.Total),
            Currencies.MinorUnits(customer.Currency), MidpointRounding.ToEven);
        var back = isCredit ? fromCredit - sums.Total : fromCredit - paid;
        return new InvoiceIssued(
            customer.CustomerId, isCredit ? InvoiceKind.CreditNote : InvoiceKind.Invoice, 0, "", today,
            closing.Through, isCredit ? null : customer.DueOn(today), customer.Currency, seller, customer.Printed,
            [.. lines.Select(line => line with { Package = packageNames[line.PackageId] })],
            sums.Net, sums.Taxes, sums.Rounding, sums.Total, paid, accrued, open.Credit + back)
        {
            ClosingId = closing.ClosingId, OpenSince = since, ToCredit = back,
        };
    }

    private static string Reference(ClosingStarted closing) => $"Settled by closing {Dates.Text(closing.Through)}";
}
