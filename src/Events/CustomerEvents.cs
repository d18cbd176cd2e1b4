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

/// <summary>What a customer's documents say about it changed (domain: "Invoices"): all of it, as it is from now on.
/// Each text is a token.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Name">The name on documents; null for the customer's own name.</param>
/// <param name="Address">Street, city, country: a line each.</param>
/// <param name="Email">Where documents are sent; null for nowhere.</param>
/// <param name="TaxId">Its tax or VAT number; null for none.</param>
/// <param name="PaymentTermsDays">Days from the date of an invoice until it is due.</param>
public sealed record CustomerBillingChanged(
    string CustomerId, string? Name, IReadOnlyList<string> Address, string? Email, string? TaxId,
    int PaymentTermsDays);

/// <summary>
/// The taxes that a customer pays from a date on. On a date hold the rates with the latest
/// <paramref name="EffectiveFrom"/> at or before it; of two with the same date, the ones recorded later.
/// </summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="EffectiveFrom">The first date of invoices with these rates.</param>
/// <param name="Rates">The rates; none for no tax.</param>
public sealed record CustomerTaxRatesChanged(
    string CustomerId, DateOnly EffectiveFrom, IReadOnlyList<TaxRate> Rates);

/// <summary>A tax on the net amount of an invoice.</summary>
/// <param name="Name">What it is called on documents, such as <c>VAT</c>.</param>
/// <param name="Percent">The rate in percent, 0 to 100.</param>
public sealed record TaxRate(string Name, decimal Percent);
