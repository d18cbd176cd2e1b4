using System.Text.Json.Serialization;

namespace PackageBilling.Subscriptions;

/// <summary>A customer, folded from its stream; commands answer with it as it is. The name is a token.</summary>
internal sealed record Customer(string CustomerId, string Name, string Currency, string TimeZone, decimal CreditLimit)
{
    /// <summary>Whether its personal texts were erased.</summary>
    [JsonIgnore]
    public bool IsErased { get; init; }

    public static string Stream(string customerId) => StreamNames.Customer(customerId);

    public static Customer? Evolve(Customer? state, object @event) => @event switch
    {
        CustomerRegistered registered => new(
            registered.CustomerId, registered.Name, registered.Currency, registered.TimeZone, registered.CreditLimit),
        CustomerRenamed renamed => state! with { Name = renamed.Name },
        CustomerCreditLimitChanged changed => state! with { CreditLimit = changed.CreditLimit },
        CustomerTimeZoneChanged moved => state! with { TimeZone = moved.TimeZone },
        CustomerErased => state! with { IsErased = true },
        _ => state,
    };

    /// <summary>Refuses what an erased customer can't have any more.</summary>
    public Customer NotErased() => !IsErased ? this
        : throw Problem.Conflict(
            "customerId", $"customer {CustomerId} was erased; nothing more can be recorded for it");
}
