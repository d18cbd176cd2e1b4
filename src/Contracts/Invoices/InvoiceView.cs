namespace PackageBilling.Contracts;

/// <summary>An invoice or credit note with all that is printed on it, and what was paid since.</summary>
/// <param name="Summary">Its sums and how it stands.</param>
/// <param name="Seller">The carrier, as it was at the date of issue.</param>
/// <param name="Buyer">The customer, as it was at the date of issue.</param>
/// <param name="PeriodFrom">The earliest date of its lines.</param>
/// <param name="Lines">Its lines, in the order in which they were posted.</param>
/// <param name="Taxes">The taxes on the net amount.</param>
/// <param name="Entries">Payments and credit notes since, in the order of the log.</param>
/// <param name="Reason">Why a credit note was made.</param>
/// <param name="ClosingId">The closing that issued it; null when none did.</param>
/// <param name="Actor">Whose key issued it.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Mails">The mails with it, in the order in which they were asked for.</param>
/// <param name="CanSend">Whether a mail server is set.</param>
public sealed record InvoiceView(
    InvoiceSummary Summary, InvoiceParty Seller, InvoiceParty Buyer, DateOnly PeriodFrom,
    IReadOnlyList<InvoiceLineView> Lines, IReadOnlyList<InvoiceTaxView> Taxes, IReadOnlyList<InvoiceEntry> Entries,
    string? Reason, string? ClosingId, string Actor, DateTimeOffset IssuedAt,
    IReadOnlyList<InvoiceMail>? Mails = null, bool CanSend = false);

/// <summary>Who issued an invoice, or whom it is made out to.</summary>
public sealed record InvoiceParty(string Name, IReadOnlyList<string> Address, string? Email, string? TaxId);

/// <summary>A line of an invoice.</summary>
/// <param name="ChargeId">The charge line, which can be explained.</param>
/// <param name="Kind">What the amount is.</param>
/// <param name="Date">Its business date.</param>
/// <param name="PackageId">The package.</param>
/// <param name="PackageName">Its name at the date of issue.</param>
/// <param name="Did">The DID; null when the package is the customer's own.</param>
/// <param name="Quantity">Units.</param>
/// <param name="UnitPrice">Price per unit.</param>
/// <param name="Amount">What it comes to.</param>
/// <param name="From">The first date of the interval that it is for; null for one date.</param>
/// <param name="To">The last date of that interval.</param>
/// <param name="PaidFromCredit">Whether credit had paid it before.</param>
/// <param name="IsCredited">Whether a credit note took it back.</param>
public sealed record InvoiceLineView(
    string ChargeId, string Kind, DateOnly Date, string PackageId, string PackageName, string? Did, int Quantity,
    decimal UnitPrice, decimal Amount, DateOnly? From, DateOnly? To, bool PaidFromCredit, bool IsCredited);

/// <summary>A tax on an invoice.</summary>
public sealed record InvoiceTaxView(string Name, decimal Percent, decimal Amount);

/// <summary>What was paid of an invoice, or taken off it.</summary>
/// <param name="Kind"><c>payment</c> or <c>creditNote</c>.</param>
/// <param name="On">The customer's local date of it.</param>
/// <param name="Amount">How much of the invoice it settled.</param>
/// <param name="Reference">The payment's reference, or the credit note's number.</param>
/// <param name="Position">Where in the log it was recorded.</param>
public sealed record InvoiceEntry(string Kind, DateOnly On, decimal Amount, string Reference, long Position)
{
    /// <summary>A payment named the invoice.</summary>
    public const string Payment = "payment";
}
