using PackageBilling.EventStore;
using PackageBilling.Subscriptions;

namespace PackageBilling.Billing;

/// <summary>
/// What is known of an account to tell when it runs dry. A new account counts as not exhausted until something leaves it with
/// nothing available: a customer who never had credit is told of by the first charge, not by being registered.
/// </summary>
/// <param name="Credit">The credit after the last fact.</param>
/// <param name="CreditLimit">The limit after the last fact.</param>
/// <param name="IsExhausted">Whether it was told to have run dry.</param>
/// <param name="Version">The version of its watch stream: how often something was told.</param>
internal sealed record WatchedAccount(decimal Credit, decimal CreditLimit, bool IsExhausted, long Version)
{
    public static readonly WatchedAccount New = new(0, 0, false, 0);

    /// <summary>What a fact makes of the account, and what is told of it: an event or nothing.</summary>
    public static (WatchedAccount After, object? Told) Decide(WatchedAccount before, StoredEvent stored)
    {
        var (customerId, after) = stored.Data switch
        {
            CustomerRegistered fact => (fact.CustomerId, before with { CreditLimit = fact.CreditLimit }),
            CustomerCreditLimitChanged fact => (fact.CustomerId, before with { CreditLimit = fact.CreditLimit }),
            PaymentReceived fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            CreditAdjusted fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            ChargesPosted fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            LineReversed fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            ChargesRestated fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            _ => throw new InvalidOperationException($"Accounts are not watched for {stored.Type}."),
        };
        var available = after.Credit + after.CreditLimit;
        var runsDry = available <= 0 && stored.Data is not CustomerRegistered;
        if (runsDry == after.IsExhausted) return (after, null);
        return (after with { IsExhausted = runsDry, Version = after.Version + 1 },
            runsDry ? new CreditExhausted(customerId, available, stored.Position) : new CreditRestored(customerId, available, stored.Position));
    }

    /// <summary>The customer that a fact is about.</summary>
    public static string CustomerOf(object fact) => fact switch
    {
        CustomerRegistered registered => registered.CustomerId,
        CustomerCreditLimitChanged changed => changed.CustomerId,
        PaymentReceived payment => payment.CustomerId,
        CreditAdjusted adjusted => adjusted.CustomerId,
        ChargesPosted charges => charges.CustomerId,
        LineReversed reversed => reversed.CustomerId,
        ChargesRestated restated => restated.CustomerId,
        _ => throw new InvalidOperationException($"{fact.GetType().Name} is about no account."),
    };
}
