namespace PackageBilling.Contracts;

/// <summary>
/// An account (api: account). available = credit + creditLimit; accrued lines wait for an invoice and touch no credit.
/// </summary>
public sealed record AccountView(
    string CustomerId, string Currency, decimal Credit, decimal CreditLimit, decimal Available, decimal Accrued);
