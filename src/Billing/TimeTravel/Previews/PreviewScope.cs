using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Subscriptions;

namespace PackageBilling.Billing;

/// <summary>What a preview rests on: an event that touches it after the preview means that the lines may be others by now.</summary>
/// <param name="Date">The business date.</param>
/// <param name="Customers">The customers asked for; null for all.</param>
/// <param name="Packages">The packages that these ever had; null for all.</param>
/// <param name="Charged">The customers with a line to post.</param>
internal sealed record PreviewScope(DateOnly Date, IReadOnlySet<string>? Customers, IReadOnlySet<string>? Packages, IReadOnlySet<string> Charged)
{
    public static readonly IReadOnlyCollection<Type> EventTypes =
    [
        typeof(PackageRevised), typeof(CustomerCreditLimitChanged), typeof(CustomerTimeZoneChanged),
        typeof(PackageAssigned), typeof(AssignmentChanged), typeof(AssignmentEnded), typeof(AssignmentCancelled),
        typeof(PaymentReceived), typeof(CreditAdjusted), typeof(ChargesPosted), typeof(LineReversed), typeof(ChargesRestated), typeof(AccruedInvoiced),
    ];

    /// <summary>Whether an event touches the preview: what takes effect after its date does not, nor does credit of those who are not charged.</summary>
    public bool IsTouchedBy(StoredEvent stored) => stored.Data switch
    {
        PackageRevised fact => fact.EffectiveFrom <= Date && Packages?.Contains(fact.PackageId) != false,
        PackageAssigned fact => fact.StartDate <= Date && Has(fact.CustomerId),
        AssignmentChanged fact => fact.EffectiveFrom <= Date && Has(fact.CustomerId),
        AssignmentEnded fact => Has(fact.CustomerId),
        AssignmentCancelled fact => Has(fact.CustomerId),
        CustomerCreditLimitChanged fact => Charged.Contains(fact.CustomerId),
        CustomerTimeZoneChanged fact => Charged.Contains(fact.CustomerId),
        PaymentReceived fact => Charged.Contains(fact.CustomerId),
        CreditAdjusted fact => Charged.Contains(fact.CustomerId),
        AccruedInvoiced fact => Charged.Contains(fact.CustomerId),
        ChargesPosted fact => Charged.Contains(fact.CustomerId) || (Has(fact.CustomerId) && fact.Date == Date),
        LineReversed fact => Charged.Contains(fact.CustomerId) || (Has(fact.CustomerId) && (fact.Line.KeyDate == Date || fact.Line.Kind == ChargeKind.Setup)),
        ChargesRestated fact => Charged.Contains(fact.CustomerId) || (Has(fact.CustomerId) && fact.Lines.Any(line => line.Fills is not null && (line.KeyDate == Date || line.Of == ChargeKind.Setup))),
        _ => false,
    };

    private bool Has(string customerId) => Customers?.Contains(customerId) != false;
}
