namespace PackageBilling.Billing.Accounts;

/// <summary>Amounts of payments and adjustments.</summary>
internal static class SignedAmount
{
    /// <summary>Refuses 0, more than 6 places and more than the largest amount, either way; null passes.</summary>
    public static IRuleBuilderOptions<T, decimal?> NotZeroAmount<T>(this IRuleBuilder<T, decimal?> rule) => rule
        .Must(amount => amount is null or (not 0 and >= -Amounts.Max and <= Amounts.Max))
        .WithMessage($"must not be 0 and at most {Amounts.Max:0} either way")
        .Must(amount => amount is not { } value || Amounts.Round(value) == value)
        .WithMessage($"must have at most {Amounts.Decimals} decimals");
}
