namespace PackageBilling.Documents;

/// <summary>
/// All that is printed on an invoice or credit note (domain: "Invoices"). The same document and
/// <see cref="DocumentStyle"/> give the same bytes, anywhere and at any time.
/// </summary>
/// <remarks>Amounts are printed as they are given. Those of a credit note are negative, as in the ledger.</remarks>
public sealed record InvoiceDocument
{
    /// <summary>Invoice or credit note.</summary>
    public required DocumentKind Kind { get; init; }

    /// <summary>The number, such as <c>INV-2026-000123</c>.</summary>
    public required string Number { get; init; }

    /// <summary>The date of issue, also the date inside the PDF.</summary>
    public required DateOnly IssuedOn { get; init; }

    /// <summary>The first day of the billing period; null prints only <see cref="Through"/>.</summary>
    public DateOnly? PeriodFrom { get; init; }

    /// <summary>The last day that was billed: the closing's <c>through</c>, the end of the period.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>When payment is due; null for a credit note.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>The currency's code of ISO 4217, such as <c>USD</c>.</summary>
    public required string Currency { get; init; }

    /// <summary>Decimals of the currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD.</summary>
    public required int MinorUnits { get; init; }

    /// <summary>Who sends the document.</summary>
    public required Party Seller { get; init; }

    /// <summary>Who gets the document.</summary>
    public required Party Buyer { get; init; }

    /// <summary>The buyer's customer ID.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The lines, in the order in which they're printed. Any number.</summary>
    public required IReadOnlyList<DocumentLine> Lines { get; init; }

    /// <summary>The exact sum of the lines.</summary>
    public required decimal Net { get; init; }

    /// <summary>The taxes on <see cref="Net"/>.</summary>
    public IReadOnlyList<DocumentTax> Taxes { get; init; } = [];

    /// <summary>What rounding the total to minor units added or took away; 0 prints none.</summary>
    public decimal Rounding { get; init; }

    /// <summary>Net, taxes and rounding, in minor units.</summary>
    public required decimal Total { get; init; }

    /// <summary>The part of <see cref="Total"/> that credit has paid already; 0 prints none.</summary>
    public decimal PaidFromCredit { get; init; }

    /// <summary>What is left to pay; null, as for a credit note, prints none.</summary>
    public decimal? AmountDue { get; init; }

    /// <summary>The number of the invoice that a credit note corrects.</summary>
    public string? RefersTo { get; init; }

    /// <summary>Why a credit note was made.</summary>
    public string? Reason { get; init; }

    /// <summary>A text below the totals. Line ends are kept.</summary>
    public string? Note { get; init; }

    /// <summary>How to pay, a paragraph each: bank details, the reference to quote.</summary>
    public IReadOnlyList<string> Payment { get; init; } = [];
}
