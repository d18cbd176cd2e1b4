namespace PackageBilling.Subscriptions;

/// <summary>A customer, folded from its stream; commands answer with it as it is.</summary>
internal sealed record Customer(string CustomerId, string Name, string Currency, string TimeZone, decimal CreditLimit)
{
    public const string StreamType = "customer";

    public static string Stream(string customerId) => $"customer-{customerId}";

    public static Customer? Evolve(Customer? state, object @event) => @event switch
    {
        CustomerRegistered registered => new(
            registered.CustomerId, registered.Name, registered.Currency, registered.TimeZone, registered.CreditLimit),
        CustomerRenamed renamed => state! with { Name = renamed.Name },
        CustomerCreditLimitChanged changed => state! with { CreditLimit = changed.CreditLimit },
        CustomerTimeZoneChanged moved => state! with { TimeZone = moved.TimeZone },
        _ => state,
    };
}
