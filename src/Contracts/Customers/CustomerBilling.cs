namespace PackageBilling.Contracts;

/// <summary>What a customer's invoices say about it, and the taxes on them (domain: "Invoices").</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Name">The name on documents; null for the customer's own name.</param>
/// <param name="Address">Street, city, country: a line each.</param>
/// <param name="Email">Where documents are sent; null for nowhere.</param>
/// <param name="TaxId">Its tax or VAT number; null for none.</param>
/// <param name="PaymentTermsDays">Days from the date of an invoice until it is due.</param>
/// <param name="TaxRates">The rates by the dates from which they hold, the earliest first.</param>
public sealed record CustomerBilling(
    string CustomerId, string? Name, IReadOnlyList<string> Address, string? Email, string? TaxId,
    int PaymentTermsDays, IReadOnlyList<TaxRatesFrom> TaxRates);

/// <summary>The taxes of a customer from a date on.</summary>
/// <param name="EffectiveFrom">The first date of invoices with these rates.</param>
/// <param name="Rates">The rates; none for no tax.</param>
public sealed record TaxRatesFrom(DateOnly EffectiveFrom, IReadOnlyList<NamedRate> Rates);

/// <summary>A tax on the net amount of an invoice.</summary>
/// <param name="Name">What it is called on documents, such as <c>VAT</c>.</param>
/// <param name="Percent">The rate in percent, 0 to 100.</param>
public sealed record NamedRate(string Name, decimal Percent);
