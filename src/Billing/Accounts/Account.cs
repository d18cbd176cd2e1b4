namespace PackageBilling.Billing.Accounts;

/// <summary>
/// A customer's account as its newest event leaves it: every event of the account's stream carries the credit after it,
/// so no other has to be read. That it equals the fold of all entries is checked by the tests (I8).
/// </summary>
internal sealed record Account(decimal Credit, long Version)
{
    public static async Task<Account> Load(IEventLog log, string customerId, CancellationToken ct) =>
        await log.ReadLast(Streams.Account(customerId), ct) is { } last
            ? new(CreditAfter(last.Data), last.Version) : new(0, 0);

    /// <summary>The credit that an event of an account's stream leaves.</summary>
    public static decimal CreditAfter(object fact) => fact switch
    {
        PaymentReceived payment => payment.CreditAfter,
        CreditAdjusted adjustment => adjustment.CreditAfter,
        ChargesPosted charges => charges.CreditAfter,
        LineReversed reversed => reversed.CreditAfter,
        ChargesRestated restated => restated.CreditAfter,
        AccruedInvoiced invoiced => invoiced.CreditAfter,
        InvoiceIssued issued => issued.CreditAfter,
        _ => throw new InvalidOperationException($"An account has no event of type {fact.GetType().Name}."),
    };
}
