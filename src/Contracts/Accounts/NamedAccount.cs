namespace PackageBilling.Contracts;

/// <summary>An account, with whose it is.</summary>
public sealed record NamedAccount(
    string CustomerId, string Name, string Currency, decimal Credit, decimal CreditLimit, decimal Available,
    decimal Accrued);
