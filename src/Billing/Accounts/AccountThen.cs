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
                (credit, accrued) = (Account.CreditAfter(stored.Data), accrued + Accrued(stored.Data));
            if (events.Count < EventsPerRead || events[^1].Position >= position)
            {
                var (open, invoices) = await InvoiceRows.LeftToPay(source, customerId, position, ct);
                return new(customerId, currency, credit, limit, credit + limit, accrued, open, invoices);
            }
            version = events[^1].Version;
        }
    }

    /// <summary>What an entry adds to what waits for an invoice.</summary>
    public static decimal Accrued(object fact) => fact switch
    {
        ChargesPosted charges => charges.Accrued,
        LineReversed { Line.DebitsCredit: false } reversed => -reversed.Line.Retail,
        ChargesRestated restated => restated.Accrued,
        AccruedInvoiced invoiced => -invoiced.Amount,
        InvoiceIssued issued => -issued.Settled,
        _ => 0,
    };

    /// <summary>Whether an entry has lines that wait for an invoice from then on, or takes some away. Lines of
    /// different dates may come to 0 together: a closing of the earlier ones must find them.</summary>
    public static bool Accrues(object fact) => fact switch
    {
        ChargesRestated restated => restated.Lines.Any(line => !line.Line.DebitsCredit),
        InvoiceIssued { Rebill: true } note => note.Lines.Any(line => !line.FromCredit),
        _ => Accrued(fact) != 0,
    };
}
