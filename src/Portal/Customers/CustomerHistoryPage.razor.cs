namespace PackageBilling.Portal;

public partial class CustomerHistoryPage
{
    [Parameter, EditorRequired] public CustomerView Customer { get; set; } = null!;
    [Parameter, EditorRequired] public Page<CustomerHistoryEntry> History { get; set; } = null!;

    private static string What(CustomerHistoryEntry fact) => fact.Event switch
    {
        "registered" => "Customer registered",
        "renamed" => "Customer renamed",
        "creditLimitChanged" => "Credit limit changed",
        "timeZoneChanged" => "Time zone changed",
        "billingChanged" => "Billing details changed",
        "taxRatesChanged" => "Taxes changed",
        "erased" => "Customer erased",
        "featureRequested" => "Platform feature asked for",
        "featureAcknowledged" => "Platform feature acknowledged",
        "featureFailed" => "Platform feature failed",
        "featureEnabled" => "Platform feature enabled",
        "featureDisabled" => "Platform feature disabled",
        "assigned" => "Package assigned",
        "changed" => "Package changed",
        "paused" => "Package paused",
        "resumed" => "Package resumed",
        "ended" => "End of package set",
        "cancelled" => "Package cancelled",
        var other => other,
    };

    /// <summary>What it is from then on.</summary>
    private string To(CustomerHistoryEntry fact) => string.Join(", ", new[]
    {
        fact.Name,
        fact.TimeZone,
        fact.CreditLimit is { } limit ? $"credit limit {Visit.Formats.Money(limit, Customer.Currency)}" : null,
        fact.Address is { Count: > 0 } lines ? string.Join(", ", lines) : null,
        fact.Email,
        fact.TaxId is { } taxId ? $"tax ID {taxId}" : null,
        fact.PaymentTermsDays is { } days ? $"due after {days} days" : null,
        fact.TaxRates is { } rates ? TaxRates.Text(rates, Visit.Formats) : null,
        fact.PlatformFeature is { } feature
            ? $"{feature} {(fact.Wanted is { } wanted ? Kinds.Text(wanted) : "")}".TrimEnd() : null,
        fact.Detail,
        fact.Quantity is { } quantity ? $"quantity {Visit.Formats.Count(quantity)}" : null,
        fact.AutoDecrementCredit switch { true => "auto decrement on", false => "auto decrement off", _ => null },
        fact.SaidPrices(Visit.Formats) is { Length: > 0 } prices ? prices : null,
        fact.FreeMinutes is { } minutes ? $"{Visit.Formats.Count(minutes)} free minutes" : null,
        fact.EndDate is { } end ? $"last day {Visit.Formats.Date(end)}" : null,
    }.OfType<string>());
}
