namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Folds every account from the log, and checks that each entry follows from the one before (I8) and that the accounts
/// that answers read agree. Holds one row for each customer.
/// </summary>
internal sealed class AccountCheck
{
    private readonly Dictionary<string, (decimal Credit, decimal Accrued, long Version, long Position)> _accounts =
        new(StringComparer.Ordinal);

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        switch (stored.Data)
        {
            case PaymentReceived payment:
                Entry(stored, payment.CustomerId, payment.ToCredit, payment.CreditAfter, 0);
                break;
            case CreditAdjusted adjusted:
                Entry(stored, adjusted.CustomerId, adjusted.Amount, adjusted.CreditAfter, 0);
                break;
            case LineReversed { Line: var line } reversed:
                var given = line.DebitsCredit ? line.Retail : 0;
                Entry(stored, reversed.CustomerId, given, reversed.CreditAfter, AccountThen.Accrued(reversed));
                break;
            case AccruedInvoiced invoiced:
                Entry(stored, invoiced.CustomerId, 0, invoiced.CreditAfter, AccountThen.Accrued(invoiced));
                break;
            case InvoiceIssued issued:
                Entry(stored, issued.CustomerId, issued.ToCredit, issued.CreditAfter, AccountThen.Accrued(issued));
                break;
            case ChargesPosted posted:
                Sums(stored, posted.RunId, posted.Debited, posted.Accrued,
                    posted.Lines.Select(line => (line.DebitsCredit, line.Retail)));
                Entry(stored, posted.CustomerId, -posted.Debited, posted.CreditAfter, posted.Accrued);
                break;
            case ChargesRestated restated:
                Sums(stored, restated.RestatementId, restated.Debited, restated.Accrued,
                    restated.Lines.Select(line => (line.Line.DebitsCredit, line.Line.Retail)));
                Entry(stored, restated.CustomerId, -restated.Debited, restated.CreditAfter, restated.Accrued);
                break;
            default: break;
        }
    }

    /// <summary>
    /// Compares with the accounts that answers read. An account that has moved on since the position is left out.
    /// </summary>
    public async Task Finish(NpgsqlDataSource source, LogInspection inspection, long through, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT customer_id, credit, accrued, version, position FROM billing.accounts");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var customerId = reader.GetString(0);
            var stored = (Credit: reader.GetDecimal(1), Accrued: reader.GetDecimal(2), Version: reader.GetInt64(3),
                Position: reader.GetInt64(4));
            var known = _accounts.Remove(customerId, out var folded);
            if (known && stored == folded) continue;
            // An account that has moved on since then has an event that was not folded.
            if (stored.Position > through
                && await inspection.HasEvent(Streams.Account(customerId), stored.Version, stored.Position, ct))
                continue;
            Report(new("accounts", $"the account of {customerId} is not what its entries in the log add up to",
                stored.Position, null,
                Text(stored), known ? Text(folded) : "no entries"));
        }
        foreach (var (customerId, folded) in _accounts)
        {
            Report(new("accounts", $"the account of {customerId} is missing", null, null, null,
                CanonicalText.Of(folded.Credit)));
            return;
        }
    }

    private static string Text((decimal Credit, decimal Accrued, long Version, long Position) account) =>
        $"{CanonicalText.Of(account.Credit)} and {CanonicalText.Of(account.Accrued)} accrued after entry "
            + $"{account.Version} at position {account.Position}";

    private void Entry(StoredEvent stored, string customerId, decimal amount, decimal creditAfter, decimal accrued)
    {
        var before = _accounts.GetValueOrDefault(customerId);
        if (before.Credit + amount != creditAfter)
            Report(new("accounts",
                $"the credit of {customerId} after the event at position {stored.Position} does not follow from "
                    + "the one before",
                stored.Position, null, CanonicalText.Of(creditAfter), CanonicalText.Of(before.Credit + amount)));
        _accounts[customerId] = (creditAfter, before.Accrued + accrued, stored.Version, stored.Position);
    }

    private void Sums(
        StoredEvent stored, string of, decimal statedDebited, decimal statedAccrued,
        IEnumerable<(bool DebitsCredit, decimal Retail)> lines)
    {
        var (debited, accrued) = (0m, 0m);
        foreach (var (debitsCredit, retail) in lines)
            if (debitsCredit) debited += retail;
            else accrued += retail;
        if (debited != statedDebited || accrued != statedAccrued)
            Report(new("accounts", $"the lines at position {stored.Position} do not add up", stored.Position, of,
                $"{CanonicalText.Of(statedDebited)} + {CanonicalText.Of(statedAccrued)}",
                $"{CanonicalText.Of(debited)} + {CanonicalText.Of(accrued)}"));
    }

    private void Report(Fault fault) => Found ??= fault;
}
