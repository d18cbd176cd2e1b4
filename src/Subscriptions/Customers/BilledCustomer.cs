namespace PackageBilling.Subscriptions;

/// <summary>
/// A customer with what its documents say about it and the taxes on them (domain: "Invoices"), folded from its stream.
/// Texts are tokens.
/// </summary>
/// <param name="Customer">The customer.</param>
/// <param name="Details">What its documents say about it.</param>
/// <param name="Taxes">Its taxes, one entry for each date, the earliest first.</param>
internal sealed record BilledCustomer(
    Customer Customer, CustomerBillingChanged Details, IReadOnlyList<CustomerTaxRatesChanged> Taxes)
{
    /// <summary>Days until an invoice is due when nothing else was said.</summary>
    public const int DefaultPaymentTerms = 30;

    public static BilledCustomer? Evolve(BilledCustomer? state, object @event) => @event switch
    {
        CustomerRegistered registered => new(
            Customer.Evolve(null, registered)!,
            new(registered.CustomerId, null, [], null, null, DefaultPaymentTerms), []),
        CustomerBillingChanged changed => state! with { Details = changed },
        CustomerTaxRatesChanged changed => state! with { Taxes = [.. state.With(changed)] },
        _ => state is null ? null : state with { Customer = Customer.Evolve(state.Customer, @event)! },
    };

    /// <summary>As it is read.</summary>
    public CustomerBilling View() => new(
        Customer.CustomerId, Details.Name, Details.Address, Details.Email, Details.TaxId, Details.PaymentTermsDays,
        [.. Taxes.Select(tax => new TaxRatesFrom(tax.EffectiveFrom, tax.Rates.Named()))]);

    // Of two with the same date the one that is recorded later holds.
    private IEnumerable<CustomerTaxRatesChanged> With(CustomerTaxRatesChanged changed) =>
        Taxes.Where(tax => tax.EffectiveFrom != changed.EffectiveFrom).Append(changed)
            .OrderBy(tax => tax.EffectiveFrom);
}

/// <summary>How billing details are compared and shown.</summary>
internal static class BillingFacts
{
    /// <summary>Whether two say the same; equal texts of a customer have equal tokens.</summary>
    public static bool Says(this CustomerBillingChanged one, CustomerBillingChanged other) =>
        one with { Address = other.Address } == other && one.Address.SequenceEqual(other.Address);

    /// <summary>Whether two say the same of the same date.</summary>
    public static bool Says(this CustomerTaxRatesChanged one, CustomerTaxRatesChanged other) =>
        one.EffectiveFrom == other.EffectiveFrom && one.Rates.SequenceEqual(other.Rates);

    /// <summary>Rates as they are read.</summary>
    public static IReadOnlyList<NamedRate> Named(this IReadOnlyList<TaxRate> rates) =>
        [.. rates.Select(rate => new NamedRate(rate.Name, rate.Percent))];
}
