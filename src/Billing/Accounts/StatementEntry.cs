namespace PackageBilling.Billing.Accounts;

/// <summary>One change of a customer's credit. Lines that accrue change no credit and are no entries.</summary>
/// <param name="Kind">payment, opening, adjustment, or the kind of the charge line.</param>
/// <param name="Amount">Added to the credit; less than 0 for what was taken.</param>
/// <param name="CreditAfter">The credit after it: the credit before it plus the amount.</param>
/// <param name="Reference">The payment's reference, the adjustment's or the charge line's id.</param>
/// <param name="Date">The business date of a charge line, or of the line that it corrects;
/// null for payments and adjustments.</param>
/// <param name="Reason">Why, for adjustments, reversals and restatements.</param>
internal sealed record StatementEntry(
    string Kind, decimal Amount, decimal CreditAfter, string Reference, DateOnly? Date, string? Reason)
{
    /// <summary>The entries that an event of an account makes, in order; none when it changes no credit.</summary>
    public static IEnumerable<StatementEntry> Of(StoredEvent stored)
    {
        switch (stored.Data)
        {
            // What pays invoices is no credit; only the rest of a payment is.
            case PaymentReceived { ToCredit: not 0 } payment:
                yield return new(payment.IsOpening ? "opening" : "payment", payment.ToCredit, payment.CreditAfter,
                    payment.Reference, null, null);
                break;
            case InvoiceIssued { ToCredit: not 0 } issued:
                yield return new(InvoiceKinds.Text(issued.Kind), issued.ToCredit, issued.CreditAfter, issued.Number,
                    null, issued.Reason);
                break;
            case CreditAdjusted adjustment:
                yield return new("adjustment", adjustment.Amount, adjustment.CreditAfter, adjustment.AdjustmentId,
                    null, adjustment.Reason);
                break;
            case ChargesPosted charges:
                var credit = charges.CreditBefore;
                foreach (var line in charges.Lines)
                {
                    if (!line.DebitsCredit) continue;
                    credit -= line.Retail;
                    yield return new(line.Kind.Text(), -line.Retail, credit, line.Id, charges.Date, null);
                }
                break;
            case ChargesRestated restated:
                var left = restated.CreditBefore;
                foreach (var line in restated.Lines)
                {
                    if (!line.Line.DebitsCredit) continue;
                    left -= line.Line.Retail;
                    yield return new(ChargeKind.Restatement.Text(), -line.Line.Retail, left, line.Id, line.Date,
                        stored.Metadata.Reason);
                }
                break;
            case LineReversed { Line.DebitsCredit: true } reversed:
                yield return new(ChargeKind.Reversal.Text(), reversed.Line.Retail, reversed.CreditAfter,
                    ChargeIds.OfReversal(reversed.Line.Id), reversed.Date, reversed.Reason);
                break;
        }
    }
}
