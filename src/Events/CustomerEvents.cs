namespace PackageBilling.Events;

/// <summary>A customer of the carrier exists.</summary>
/// <param name="CustomerId">The carrier's own id.</param>
/// <param name="Name">Name for people, as a token.</param>
/// <param name="Currency">ISO 4217; never changes.</param>
/// <param name="TimeZone">IANA zone that decides the customer's local dates.</param>
/// <param name="CreditLimit">How far below zero the credit may go, at least 0.</param>
public sealed record CustomerRegistered(
    string CustomerId, string Name, string Currency, string TimeZone, decimal CreditLimit);

/// <summary>A customer has another name; it is a token.</summary>
public sealed record CustomerRenamed(string CustomerId, string Name);

/// <summary>A customer's credit limit is another one.</summary>
public sealed record CustomerCreditLimitChanged(string CustomerId, decimal CreditLimit);

/// <summary>A customer lives in another time zone, for later calls and runs only.</summary>
public sealed record CustomerTimeZoneChanged(string CustomerId, string TimeZone);

/// <summary>
/// A customer was erased: its key was deleted, so its name, DIDs and payment references can't be read any more. Nothing
/// more is recorded for it; what was charged and paid stays.
/// </summary>
public sealed record CustomerErased(string CustomerId);
