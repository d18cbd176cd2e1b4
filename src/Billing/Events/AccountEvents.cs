using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Events;

/// <summary>A customer paid.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="On">The customer's local date of it.</param>
/// <param name="Amount">In the customer's currency: more than 0, except for an opening balance.</param>
/// <param name="Reference">The payment's own reference, as a token: it counts once.</param>
/// <param name="CreditAfter">The customer's credit after it, in the order of the account's stream.</param>
public sealed record PaymentReceived(
    string CustomerId, DateOnly On, decimal Amount, string Reference, decimal CreditAfter)
{
    /// <summary>Whether it is the balance that the customer brought along, which may be a debt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOpening { get; init; }

    /// <summary>The invoices that it pays, the oldest first; null when it names none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<InvoicePaid>? Invoices { get; init; }

    /// <summary>What it adds to the credit: what is left when the invoices are paid.</summary>
    [JsonIgnore]
    public decimal ToCredit => Amount - (Invoices?.Sum(paid => paid.Amount) ?? 0);
}

/// <summary>A payment's reference was used, so that the same payment never counts twice.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Reference">The payment's own reference, as a token.</param>
/// <param name="Amount">What was paid with it.</param>
public sealed record PaymentReferenceUsed(string CustomerId, string Reference, decimal Amount)
{
    /// <summary>The invoices that were named, sorted ordinally; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Invoices { get; init; }
}

/// <summary>A customer's credit was corrected by hand.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="On">The customer's local date of it.</param>
/// <param name="AdjustmentId">Its own id.</param>
/// <param name="Amount">Added to the credit; less than 0 to take away.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreditAfter">The customer's credit after it.</param>
public sealed record CreditAdjusted(
    string CustomerId, DateOnly On, string AdjustmentId, decimal Amount, string Reason, decimal CreditAfter);

/// <summary>A customer has nothing available any more: credit + credit limit fell to 0 or below (domain:
/// "Credit").</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Available">What is available; 0 or less.</param>
/// <param name="Caused">The position of the fact that did it.</param>
public sealed record CreditExhausted(string CustomerId, decimal Available, long Caused);

/// <summary>A customer whose credit was exhausted has something available again.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Available">What is available; more than 0.</param>
/// <param name="Caused">The position of the fact that did it.</param>
public sealed record CreditRestored(string CustomerId, decimal Available, long Caused);

/// <summary>What one run posted to one customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="RunId">The run.</param>
/// <param name="Date">The business date of the run.</param>
/// <param name="DecidedAt">The position of the log that the lines were decided at.</param>
/// <param name="Currency">The currency of every amount here.</param>
/// <param name="Debited">The part of the lines that took credit.</param>
/// <param name="Accrued">The part that did not and waits for an invoice.</param>
/// <param name="CreditBefore">The customer's credit before the first line.</param>
/// <param name="CreditAfter">The customer's credit after the last line.</param>
/// <param name="Lines">The lines, in the order of assignment id and kind; at least one.</param>
public sealed record ChargesPosted(
    string CustomerId,
    string RunId,
    DateOnly Date,
    long DecidedAt,
    string Currency,
    decimal Debited,
    decimal Accrued,
    decimal CreditBefore,
    decimal CreditAfter,
    IReadOnlyList<ChargeLine> Lines)
{
    /// <summary>How many of the lines are setup; null for none. Stored, so that the few that set a package up are found
    /// without reading the lines of all.</summary>
    public int? Setups => Lines.Count(line => line.Kind == ChargeKind.Setup) is > 0 and var setups ? setups : null;
}

/// <summary>
/// A posted line was reversed (domain: "Credit", reversal). It goes on counting as posted, so that no run charges it
/// again, unless <paramref name="ChargeAgain"/> says otherwise.
/// </summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="On">The customer's local date of it.</param>
/// <param name="Date">The business date of the line.</param>
/// <param name="Currency">The currency of the line.</param>
/// <param name="Line">The line, as it was posted.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreditAfter">The customer's credit after it: given back what the line took,
/// which may be nothing.</param>
/// <param name="ChargeAgain">Whether the line no longer counts as posted, so that the next run of its date charges it
/// if it is still due.</param>
public sealed record LineReversed(
    string CustomerId, DateOnly On, DateOnly Date, string Currency, ChargeLine Line, string Reason,
    decimal CreditAfter, bool ChargeAgain);

/// <summary>Accrued lines were put on an invoice.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="On">The customer's local date of it.</param>
/// <param name="To">The last business date of the lines, inclusive.</param>
/// <param name="Reference">The invoice's own reference.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="Amount">What they come to; reversals of lines that were invoiced before count against it.</param>
/// <param name="ChargeId">The lines, by their ids.</param>
/// <param name="CreditAfter">The customer's credit, which does not change.</param>
public sealed record AccruedInvoiced(
    string CustomerId, DateOnly On, DateOnly To, string Reference, string Currency, decimal Amount,
    IReadOnlyList<string> ChargeId, decimal CreditAfter)
{
    /// <summary>The closing that settled lines which come to 0; null when the invoice was made elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? ClosingId { get; init; }

    /// <summary>The version of the account's stream from which the lines are found that still wait for an invoice;
    /// null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? OpenSince { get; init; }
}
