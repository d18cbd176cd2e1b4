namespace PackageBilling.Contracts;

/// <summary>
/// An account (api: account). available = credit + creditLimit; accrued lines wait for an invoice and touch no credit.
/// </summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Credit">What was paid in advance and not charged yet; less than 0 for a debt.</param>
/// <param name="CreditLimit">How far below 0 the credit may go.</param>
/// <param name="Available">Credit and limit.</param>
/// <param name="Accrued">What lines come to that wait for an invoice.</param>
/// <param name="OpenInvoices">What is left to pay on invoices.</param>
/// <param name="OpenInvoiceCount">How many invoices that is.</param>
public sealed record AccountView(
    string CustomerId, string Currency, decimal Credit, decimal CreditLimit, decimal Available, decimal Accrued,
    decimal OpenInvoices = 0, int OpenInvoiceCount = 0);
