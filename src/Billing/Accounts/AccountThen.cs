namespace PackageBilling.Billing.Accounts;

/// <summary>An account as it was known at a position.</summary>
internal sealed class AccountThen(NpgsqlDataSource source, IEventLog log)
{
    // A page of the account's own history; most accounts have fewer events.
    private const int EventsPerRead = 500;

    /// <exception cref="ProblemException">The customer was not known then.</exception>
    public async Task<AccountView> Read(string customerId, long position, CancellationToken ct)
    {
        var (currency, limit) = await KnownCustomers.At(source, customerId, position, ct)
            ?? throw Problem.NotFound("customerId", "customer known then", customerId);
        var (credit, accrued) = (0m, 0m);
        for (var version = 0L; ;)
        {
            var events = await log.ReadStream(Streams.Account(customerId), version, EventsPerRead, ct);
            foreach (var stored in events.TakeWhile(stored => stored.Position <= position))
                (credit, accrued) = (Account.CreditAfter(stored.Data), accrued + Accruals.Of(stored.Data));
            if (events.Count < EventsPerRead || events[^1].Position >= position)
            {
                var (open, invoices) = await InvoiceRows.LeftToPay(source, customerId, position, ct);
                return new(customerId, currency, credit, limit, credit + limit, accrued, open, invoices);
            }
            version = events[^1].Version;
        }
    }
}
