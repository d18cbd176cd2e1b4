namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Folds every account from the log, and checks that each entry follows from the one before (I8) and that the accounts
/// that answers read agree. Holds one row for each customer.
/// </summary>
internal sealed class AccountCheck
{
    private readonly Dictionary<string, FoldedAccount> _accounts = new(StringComparer.Ordinal);

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
                Entry(stored, reversed.CustomerId, given, reversed.CreditAfter, Accruals.Of(reversed));
                break;
            case AccruedInvoiced invoiced:
                Entry(stored, invoiced.CustomerId, 0, invoiced.CreditAfter, Accruals.Of(invoiced));
                Closed(stored, invoiced.CustomerId, invoiced.OpenSince);
                break;
            case InvoiceIssued issued:
                Entry(stored, issued.CustomerId, issued.ToCredit, issued.CreditAfter, Accruals.Of(issued));
                if (issued.RefersTo is null) Closed(stored, issued.CustomerId, issued.OpenSince);
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
        await using var command = source.CreateCommand("""
            SELECT customer_id, credit, accrued, version, position, last_accrued, closed_at, open_since
            FROM billing.accounts
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var customerId = reader.GetString(0);
            var stored = new FoldedAccount(reader.GetDecimal(1), reader.GetDecimal(2), reader.GetInt64(3),
                reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6),
                reader.IsDBNull(7) ? null : reader.GetInt64(7));
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

    private static string Text(FoldedAccount account) =>
        $"{CanonicalText.Of(account.Credit)} and {CanonicalText.Of(account.Accrued)} accrued after entry "
            + $"{account.Version} at position {account.Position}; last accrued at entry {account.LastAccrued}, closed "
            + $"at {account.ClosedAt}, open since {account.OpenSince ?? account.ClosedAt + 1}";

    private void Entry(StoredEvent stored, string customerId, decimal amount, decimal creditAfter, decimal accrued)
    {
        var before = _accounts.GetValueOrDefault(customerId);
        if (before.Credit + amount != creditAfter)
            Report(new("accounts",
                $"the credit of {customerId} after the event at position {stored.Position} does not follow from "
                    + "the one before",
                stored.Position, null, CanonicalText.Of(creditAfter), CanonicalText.Of(before.Credit + amount)));
        _accounts[customerId] = before with
        {
            Credit = creditAfter, Accrued = before.Accrued + accrued, Version = stored.Version,
            Position = stored.Position,
            LastAccrued = Accruals.Any(stored.Data) ? stored.Version : before.LastAccrued,
        };
    }

    private void Closed(StoredEvent stored, string customerId, long? openSince) =>
        _accounts[customerId] = _accounts[customerId] with { ClosedAt = stored.Version, OpenSince = openSince };

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

/// <summary>An account after an entry.</summary>
/// <param name="Credit">Its credit.</param>
/// <param name="Accrued">What waits for an invoice.</param>
/// <param name="Version">The entry's number in the account.</param>
/// <param name="Position">Its position in the log.</param>
/// <param name="LastAccrued">The newest entry that has lines which accrue; 0 for none.</param>
/// <param name="ClosedAt">The newest entry that put lines on an invoice or settled them; 0 for none.</param>
/// <param name="OpenSince">The entry of the oldest line that this left open; null for none.</param>
internal readonly record struct FoldedAccount(
    decimal Credit, decimal Accrued, long Version, long Position, long LastAccrued, long ClosedAt, long? OpenSince);
