namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>What an invoice says about a customer, as known when it is issued.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Name">Its name, as a token.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="TimeZone">The zone that dates its documents.</param>
/// <param name="Billing">Its billing details; null when none were given.</param>
/// <param name="Rates">Its taxes by the dates from which they hold.</param>
/// <param name="Since">The version of its account before which no line that is meant is open.</param>
internal sealed record InvoicedCustomer(
    string CustomerId, string Name, string Currency, string TimeZone, CustomerBillingChanged? Billing,
    IReadOnlyList<CustomerTaxRatesChanged> Rates, long Since)
{
    /// <summary>Days until an invoice is due when nothing else was agreed (domain: "Invoices", document).</summary>
    public const int DefaultTerms = 30;

    /// <summary>The customer as it is printed; its texts are tokens.</summary>
    public PrintedParty Printed => new(Billing?.Name ?? Name, Billing?.Address ?? [], Billing?.Email, Billing?.TaxId);

    /// <summary>When an invoice of a date is due.</summary>
    public DateOnly DueOn(DateOnly issued) => issued.AddDays(Billing?.PaymentTermsDays ?? DefaultTerms);

    /// <summary>The taxes on a date.</summary>
    public IReadOnlyList<TaxRate> RatesOn(DateOnly date) =>
        Rates.LastOrDefault(rates => rates.EffectiveFrom <= date)?.Rates ?? [];
}
