namespace PackageBilling.Billing.Storage.Credit;

/// <summary>
/// What is known of an account to tell when it runs dry. A new account counts as not exhausted until something leaves
/// it with nothing available: a customer who never had credit is told of by the first charge, not by being registered.
/// </summary>
/// <param name="Credit">The credit after the last fact that was looked at; charges that tell nothing are not.</param>
/// <param name="CreditLimit">The limit after the last fact.</param>
/// <param name="IsExhausted">Whether it was told to have run dry.</param>
/// <param name="Version">The version of its watch stream: how often something was told.</param>
/// <param name="Threshold">What is low; null for nothing.</param>
/// <param name="IsLow">Whether it was told to be low.</param>
internal sealed record WatchedAccount(
    decimal Credit, decimal CreditLimit, bool IsExhausted, long Version, decimal? Threshold, bool IsLow)
{
    /// <summary>One that nothing was told of yet.</summary>
    public static readonly WatchedAccount New = new(0, 0, false, 0, null, false);
}
