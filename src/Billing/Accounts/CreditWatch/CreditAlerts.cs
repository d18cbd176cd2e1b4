namespace PackageBilling.Billing.Accounts.CreditWatch;

/// <summary>Decides what is told of an account when something happens to it (domain: "Credit").</summary>
internal static class CreditAlerts
{
    /// <summary>What a fact makes of the account, and what is told of it, in order.</summary>
    public static (WatchedAccount After, IReadOnlyList<object> Alerts) Decide(WatchedAccount before, WatchedFact stored)
    {
        var (customerId, after) = stored.Data switch
        {
            CustomerRegistered fact => (fact.CustomerId, before with { CreditLimit = fact.CreditLimit }),
            CustomerCreditLimitChanged fact => (fact.CustomerId, before with { CreditLimit = fact.CreditLimit }),
            PaymentReceived fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            CreditAdjusted fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            WatchedCharges.Charged fact => (stored.CustomerId, before with { Credit = fact.CreditAfter }),
            LineReversed fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            ChargesRestated fact => (fact.CustomerId, before with { Credit = fact.CreditAfter }),
            CreditThresholdSet fact => (fact.CustomerId, before with { Threshold = fact.Threshold, IsLow = false }),
            _ => throw new InvalidOperationException($"Accounts are not watched for {stored.Data.GetType().Name}."),
        };
        var available = after.Credit + after.CreditLimit;
        var alerts = new List<object>();
        var isLow = available <= after.Threshold && stored.Data is not CustomerRegistered;
        if (isLow && !after.IsLow)
            alerts.Add(new CreditLow(customerId, available, after.Threshold!.Value, stored.Position));

        // A threshold moves no money, so it leaves nobody exhausted.
        var runsDry = stored.Data is CreditThresholdSet
            ? after.IsExhausted : available <= 0 && stored.Data is not CustomerRegistered;
        if (runsDry != after.IsExhausted)
            alerts.Add(runsDry
                ? new CreditExhausted(customerId, available, stored.Position)
                : new CreditRestored(customerId, available, stored.Position));
        return (after with { IsExhausted = runsDry, IsLow = isLow, Version = after.Version + alerts.Count }, alerts);
    }

    /// <summary>Whether a fact changes what is compared with the credit and not the credit itself.</summary>
    public static bool NeedsCredit(object fact) => fact is CustomerCreditLimitChanged or CreditThresholdSet;

    /// <summary>The customer that a fact is about.</summary>
    public static string CustomerOf(object fact) => fact switch
    {
        CustomerRegistered registered => registered.CustomerId,
        CustomerCreditLimitChanged changed => changed.CustomerId,
        PaymentReceived payment => payment.CustomerId,
        CreditAdjusted adjusted => adjusted.CustomerId,
        LineReversed reversed => reversed.CustomerId,
        ChargesRestated restated => restated.CustomerId,
        CreditThresholdSet set => set.CustomerId,
        _ => throw new InvalidOperationException($"{fact.GetType().Name} is about no account."),
    };
}
