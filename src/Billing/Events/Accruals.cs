namespace PackageBilling.Billing.Events;

/// <summary>What entries of an account change of what waits for an invoice (domain: "Credit").</summary>
internal static class Accruals
{
    /// <summary>What an entry adds to what waits for an invoice.</summary>
    public static decimal Of(object fact) => fact switch
    {
        ChargesPosted charges => charges.Accrued,
        LineReversed { Line.DebitsCredit: false } reversed => -reversed.Line.Retail,
        ChargesRestated restated => restated.Accrued,
        AccruedInvoiced invoiced => -invoiced.Amount,
        InvoiceIssued issued => -issued.Settled,
        _ => 0,
    };

    /// <summary>Whether an entry has lines that wait for an invoice from then on, or takes some away. Lines of
    /// different dates may come to 0 together: a closing of the earlier ones must find them.</summary>
    public static bool Any(object fact) => fact switch
    {
        ChargesRestated restated => restated.Lines.Any(line => !line.Line.DebitsCredit),
        InvoiceIssued { Rebill: true } note => note.Lines.Any(line => !line.FromCredit),
        _ => Of(fact) != 0,
    };
}
