namespace PackageBilling.Contracts;

/// <summary>What closing a period issued, or would issue (domain: "Invoices", closing).</summary>
/// <param name="ClosingId">The closing; null for a simulated one.</param>
/// <param name="Simulate">Whether nothing was issued.</param>
/// <param name="Status"><see cref="RunView.Running"/>, <see cref="RunView.Completed"/> or
/// <see cref="RunView.Failed"/>; a simulated one is complete.</param>
/// <param name="Through">The last date that was billed.</param>
/// <param name="Include"><c>accrued</c> or <c>all</c>.</param>
/// <param name="Position">The position of the log up to which lines were known.</param>
/// <param name="Invoices">How many invoices.</param>
/// <param name="CreditNotes">How many credit notes, for customers whose lines come to less than 0.</param>
/// <param name="Settled">How many customers whose lines come to 0, which need no document.</param>
/// <param name="Lines">How many lines on all of them.</param>
/// <param name="ByCurrency">What they come to.</param>
/// <param name="Items">The documents in the order of customers; the first 500 of them.</param>
/// <param name="Error">Why it failed.</param>
public sealed record ClosingReport(
    string? ClosingId, bool Simulate, string Status, DateOnly Through, string Include, long Position, int Invoices,
    int CreditNotes, int Settled, int Lines, IReadOnlyList<ClosedCurrency> ByCurrency,
    IReadOnlyList<ClosedCustomer> Items, string? Error = null)
{
    /// <summary>Documents in a report's own body; the list of invoices has all of an executed one.</summary>
    public const int MaxItems = 500;
}

/// <summary>What a closing comes to in one currency.</summary>
public sealed record ClosedCurrency(
    string Currency, int Invoices, int CreditNotes, decimal Net, decimal Tax, decimal Rounding, decimal Total);

/// <summary>What a closing makes for one customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="CustomerName">Its name.</param>
/// <param name="Number">The number of the document; null for a simulated one, and without a document.</param>
/// <param name="Kind"><see cref="InvoiceSummary.Invoice"/>, <see cref="InvoiceSummary.CreditNote"/> or
/// <c>settled</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Net">The sum of the lines.</param>
/// <param name="Tax">All taxes.</param>
/// <param name="Rounding">What rounding to minor units added or took away.</param>
/// <param name="Total">What it comes to.</param>
public sealed record ClosedCustomer(
    string CustomerId, string CustomerName, string? Number, string Kind, string Currency, int Lines, decimal Net,
    decimal Tax, decimal Rounding, decimal Total);
