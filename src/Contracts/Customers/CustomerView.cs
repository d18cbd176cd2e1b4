namespace PackageBilling.Contracts;

/// <summary>A customer as it is read.</summary>
/// <param name="CustomerId">The carrier's own id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Currency">ISO 4217; never changes.</param>
/// <param name="TimeZone">IANA zone that decides the customer's local dates.</param>
/// <param name="CreditLimit">How far below zero the credit may go.</param>
/// <param name="RegisteredAt">When the customer became known.</param>
public sealed record CustomerView(
    string CustomerId, string Name, string Currency, string TimeZone, decimal CreditLimit, DateTimeOffset RegisteredAt);
