using System.Globalization;

namespace PackageBilling.Documents.Language;

/// <summary>English, the language that all others are translated from.</summary>
internal static class English
{
    public static readonly DocumentTexts Texts = new()
    {
        Language = "en",
        Dates = DateTimeFormatInfo.InvariantInfo,
        Invoice = "Invoice",
        CreditNote = "Credit note",
        Statement = "Statement",
        BillTo = "Bill to",
        Customer = "Customer",
        InvoiceNumber = "Invoice number",
        CreditNoteNumber = "Credit note number",
        CorrectsInvoice = "Corrects invoice",
        IssuedOn = "Issued",
        Period = "Period",
        Through = "Billed through",
        DueOn = "Due",
        CustomerId = "Customer ID",
        Currency = "Currency",
        TaxId = "Tax ID",
        Description = "Description",
        Quantity = "Quantity",
        UnitPrice = "Unit price",
        Amount = "Amount",
        Date = "Date",
        Reference = "Reference",
        Balance = "Balance",
        PaidFromCredit = "Paid from credit",
        NoLines = "No entries",
        Net = "Net",
        Rounding = "Rounding",
        Total = "Total",
        TotalCredit = "Total credit",
        AmountDue = "Amount due",
        OpeningBalance = "Opening balance",
        ClosingBalance = "Closing balance",
        CarriedForward = "Carried forward",
        BroughtForward = "Brought forward",
        Reason = "Reason",
        Payment = "Payment",
        Note = "Note",
        Kinds = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["payment"] = "Payment",
            ["opening"] = "Opening balance",
            ["adjustment"] = "Adjustment",
            ["setup"] = "Setup",
            ["recurring"] = "Recurring charge",
            ["proration"] = "Part of a period",
            ["minimumSpend"] = "Minimum spend",
            ["reversal"] = "Reversal",
            ["restatement"] = "Correction",
        },
        ChargeFor = (charge, date) => $"{charge} for {date}",
        Tax = (name, percent) => $"{name} {percent}%",
        Span = (from, to) => $"{from} \u2013 {to}",
        Page = (page, pages) => $"Page {page} of {pages}",
    };
}
