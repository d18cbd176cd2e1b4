using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Events;

/// <summary>What an issued document is.</summary>
public enum InvoiceKind
{
    /// <summary>The customer owes its total.</summary>
    Invoice,

    /// <summary>The customer gets its total back.</summary>
    CreditNote,
}

/// <summary>
/// An invoice or credit note was issued: all that is printed on it, so that it can be made again from this alone
/// (domain: "Invoices").
/// </summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Kind">Invoice or credit note. The amounts of a credit note are less than 0.</param>
/// <param name="Sequence">Its place in the series of its kind, from 1 and without gaps.</param>
/// <param name="Number">The place as it is printed.</param>
/// <param name="On">The customer's local date of issue.</param>
/// <param name="Through">The last business date that was billed.</param>
/// <param name="DueOn">When it is due; null for a credit note.</param>
/// <param name="Currency">The currency of every amount here.</param>
/// <param name="Seller">The carrier.</param>
/// <param name="Buyer">The customer; its texts are tokens.</param>
/// <param name="Lines">The lines, in the order in which they were posted; at least one.</param>
/// <param name="Net">The sum of the lines, exact.</param>
/// <param name="Taxes">The taxes on it, each in minor units.</param>
/// <param name="Rounding">What rounding the total to minor units added or took away.</param>
/// <param name="Total">Net, taxes and rounding.</param>
/// <param name="PaidFromCredit">What credit had paid before.</param>
/// <param name="Settled">What it takes off the accrued lines; less than 0 for lines that wait for an invoice
/// again.</param>
/// <param name="CreditAfter">The customer's credit after it.</param>
public sealed record InvoiceIssued(
    string CustomerId, InvoiceKind Kind, long Sequence, string Number, DateOnly On, DateOnly Through, DateOnly? DueOn,
    string Currency, PrintedParty Seller, PrintedParty Buyer, IReadOnlyList<InvoiceLine> Lines, decimal Net,
    IReadOnlyList<InvoiceTax> Taxes, decimal Rounding, decimal Total, decimal PaidFromCredit, decimal Settled,
    decimal CreditAfter)
{
    /// <summary>The closing that issued it; null for a credit note that was asked for by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? ClosingId { get; init; }

    /// <summary>The version of the account's stream from which the lines are found that still wait for an invoice;
    /// null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? OpenSince { get; init; }

    /// <summary>The invoice that a credit note corrects; null when it corrects none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? RefersTo { get; init; }

    /// <summary>What a credit note takes off what is left to pay of that invoice.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal TakenOff { get; init; }

    /// <summary>What a credit note gives to the credit: the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal ToCredit { get; init; }

    /// <summary>Whether a credit note's lines wait for an invoice again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Rebill { get; init; }

    /// <summary>Why a credit note was made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    /// <summary>How to pay an invoice, as it says it, a paragraph each; null when it says nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Payment { get; init; }
}

/// <summary>Who issued a document, or whom it is made out to.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">Street, city, country: a line each.</param>
/// <param name="Email">An address for questions; null for none.</param>
/// <param name="TaxId">The tax or VAT number; null for none.</param>
public sealed record PrintedParty(string Name, IReadOnlyList<string> Address, string? Email, string? TaxId);

/// <summary>A line of a document.</summary>
/// <param name="ChargeId">The charge line.</param>
/// <param name="Kind">What the amount is.</param>
/// <param name="Date">Its business date.</param>
/// <param name="PackageId">The package.</param>
/// <param name="Package">Its name at the date of issue.</param>
/// <param name="Did">The DID, as a token; null when the package is the customer's own.</param>
/// <param name="Quantity">Units.</param>
/// <param name="UnitPrice">Price per unit.</param>
/// <param name="Amount">What it comes to.</param>
/// <param name="From">The first date of the interval that it is for; null for one date.</param>
/// <param name="To">The last date of that interval.</param>
/// <param name="FromCredit">Whether credit had paid it before.</param>
public sealed record InvoiceLine(
    string ChargeId, ChargeKind Kind, DateOnly Date, string PackageId, string Package, string? Did, int Quantity,
    decimal UnitPrice, decimal Amount, DateOnly? From, DateOnly? To,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool FromCredit = false);

/// <summary>A tax on the net amount.</summary>
/// <param name="Name">What it is called, such as <c>VAT</c>.</param>
/// <param name="Percent">The rate in percent.</param>
/// <param name="Amount">The tax, rounded half to even to the currency's minor unit.</param>
public sealed record InvoiceTax(string Name, decimal Percent, decimal Amount);

/// <summary>What a payment pays of an invoice.</summary>
/// <param name="Number">The invoice.</param>
/// <param name="Amount">How much of it; more than 0.</param>
/// <param name="Left">What is left to pay of it then.</param>
public sealed record InvoicePaid(string Number, decimal Amount, decimal Left);

/// <summary>
/// The numbers that have been given so far, recorded in the transaction that issues the documents: the next ones follow
/// without a gap, whatever breaks off (I23).
/// </summary>
/// <param name="Invoices">The sequence of the last invoice.</param>
/// <param name="CreditNotes">The sequence of the last credit note.</param>
public sealed record InvoiceNumbersGiven(long Invoices, long CreditNotes);

/// <summary>An invoice was not paid by its due date.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Number">The invoice.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="Open">What is left to pay.</param>
public sealed record InvoiceOverdue(
    string CustomerId, string Number, DateOnly DueOn, string Currency, decimal Open);

/// <summary>Which lines a closing puts on invoices.</summary>
public enum ClosingInclude
{
    /// <summary>Those that wait for an invoice.</summary>
    Accrued,

    /// <summary>Those that took credit too, shown as paid.</summary>
    All,
}

/// <summary>A period is being closed: an invoice for each customer with lines up to a date.</summary>
/// <param name="ClosingId">The closing.</param>
/// <param name="Through">The last business date that is billed.</param>
/// <param name="Include">Which lines.</param>
/// <param name="CustomerIds">The customers, sorted ordinally; null for all.</param>
/// <param name="Bounds">The last customer of each share but the last one.</param>
public sealed record ClosingStarted(
    string ClosingId, DateOnly Through, ClosingInclude Include, IReadOnlyList<string>? CustomerIds,
    IReadOnlyList<string> Bounds)
{
    /// <summary>Whether each document is sent to its customer, where one has an address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Send { get; init; }
}

/// <summary>All customers of a share have their documents.</summary>
/// <param name="ClosingId">The closing.</param>
/// <param name="Share">The share, from 0.</param>
public sealed record ClosingShareCompleted(string ClosingId, int Share);

/// <summary>All shares of a closing are complete.</summary>
/// <param name="ClosingId">The closing.</param>
public sealed record ClosingCompleted(string ClosingId);

/// <summary>A closing gave up; what it had issued stays, and another closing issues the rest.</summary>
/// <param name="ClosingId">The closing.</param>
/// <param name="Error">Why.</param>
public sealed record ClosingFailed(string ClosingId, string Error);

/// <summary>A document is to be sent by e-mail.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Number">The document.</param>
/// <param name="MailId">The mail's own id.</param>
/// <param name="To">The address, as a token.</param>
public sealed record InvoiceSendAsked(string CustomerId, string Number, string MailId, string To);

/// <summary>The mail server took a document.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Number">The document.</param>
/// <param name="MailId">The mail.</param>
public sealed record InvoiceSent(string CustomerId, string Number, string MailId);

/// <summary>A mail was given up.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Number">The document.</param>
/// <param name="MailId">The mail.</param>
/// <param name="Error">Why, without addresses.</param>
public sealed record InvoiceNotSent(string CustomerId, string Number, string MailId, string Error);
