using System.Globalization;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Statements for accounts and for setup that was posted. A batch touches each account once, with what its last event left.
/// </summary>
internal sealed class AccountStatements(NpgsqlBatch batch)
{
    private readonly Dictionary<string, (decimal Credit, decimal Accrued, long Version, long Position)> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _setups = new(StringComparer.Ordinal);

    public void Changed(StoredEvent stored, string customerId, decimal creditAfter, decimal accrued)
    {
        _accounts.TryGetValue(customerId, out var before);
        _accounts[customerId] = (creditAfter, before.Accrued + accrued, stored.Version, stored.Position);
    }

    public void Charged(StoredEvent stored, ChargesPosted fact)
    {
        Changed(stored, fact.CustomerId, fact.CreditAfter, fact.Accrued);
        foreach (var line in fact.Lines)
            if (line.Kind == ChargeKind.Setup) _setups[line.AssignmentId] = line.Nth;
    }

    public void Flush()
    {
        if (_accounts.Count > 0)
        {
            var command = new NpgsqlBatchCommand("""
                INSERT INTO accounts (customer_id, credit, accrued, version, position)
                SELECT * FROM unnest($1::text[], $2::numeric[], $3::numeric[], $4::bigint[], $5::bigint[])
                ON CONFLICT (customer_id) DO UPDATE SET credit = excluded.credit, accrued = accounts.accrued + excluded.accrued,
                    version = excluded.version, position = excluded.position
                """);
            command.Parameters.Add(new() { Value = _accounts.Keys.ToArray() });
            command.Parameters.Add(new() { Value = _accounts.Values.Select(account => account.Credit).ToArray() });
            command.Parameters.Add(new() { Value = _accounts.Values.Select(account => account.Accrued).ToArray() });
            command.Parameters.Add(new() { Value = _accounts.Values.Select(account => account.Version).ToArray() });
            command.Parameters.Add(new() { Value = _accounts.Values.Select(account => account.Position).ToArray() });
            batch.BatchCommands.Add(command);
        }
        if (_setups.Count > 0)
        {
            var command = new NpgsqlBatchCommand(string.Create(CultureInfo.InvariantCulture, $"""
                UPDATE assignments a SET setup_times = s.nth, setup_stands = true
                FROM unnest($1::text[], $2::int[]) AS s (id, nth)
                WHERE a.assignment_id = s.id AND a.known_until = {BookProjection.Open}
                """));
            command.Parameters.Add(new() { Value = _setups.Keys.ToArray() });
            command.Parameters.Add(new() { Value = _setups.Values.ToArray() });
            batch.BatchCommands.Add(command);
        }
    }
}
