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
    private readonly Dictionary<string, (int Times, bool Stands)> _setups = new(StringComparer.Ordinal);
    private readonly List<(PostedLine Line, long Position)> _reversed = [];

    public void Changed(StoredEvent stored, string customerId, decimal creditAfter, decimal accrued)
    {
        _accounts.TryGetValue(customerId, out var before);
        _accounts[customerId] = (creditAfter, before.Accrued + accrued, stored.Version, stored.Position);
    }

    public void Charged(StoredEvent stored, ChargesPosted fact)
    {
        Changed(stored, fact.CustomerId, fact.CreditAfter, fact.Accrued);
        foreach (var line in fact.Lines)
            if (line.Kind == ChargeKind.Setup) _setups[line.AssignmentId] = (line.Nth, true);
    }

    public void Reversed(StoredEvent stored, LineReversed fact)
    {
        Changed(stored, fact.CustomerId, fact.CreditAfter, fact.Line.DebitsCredit ? 0 : -fact.Line.Retail);
        _reversed.Add((fact.Line, stored.Position));
        if (fact.Line.Kind == ChargeKind.Setup) _setups[fact.Line.AssignmentId] = (fact.Line.Nth, false);
    }

    public void Restated(StoredEvent stored, ChargesRestated fact)
    {
        Changed(stored, fact.CustomerId, fact.CreditAfter, fact.Accrued);
        foreach (var line in fact.Lines)
            if (line is { Of: ChargeKind.Setup, Fills: { } nth }) _setups[line.AssignmentId] = (nth, true);
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
                UPDATE assignments a SET setup_times = s.nth, setup_stands = s.stands
                FROM unnest($1::text[], $2::int[], $3::boolean[]) AS s (id, nth, stands)
                WHERE a.assignment_id = s.id AND a.known_until = {BookProjection.Open}
                """));
            command.Parameters.Add(new() { Value = _setups.Keys.ToArray() });
            command.Parameters.Add(new() { Value = _setups.Values.Select(setup => setup.Times).ToArray() });
            command.Parameters.Add(new() { Value = _setups.Values.Select(setup => setup.Stands).ToArray() });
            batch.BatchCommands.Add(command);
        }
        foreach (var (line, position) in _reversed)
        {
            var command = new NpgsqlBatchCommand("""
                INSERT INTO reversed_lines (key_date, number, kind, nth, position)
                SELECT $1, number, $3, $4, $5 FROM assignments WHERE assignment_id = $2 LIMIT 1
                """);
            command.Parameters.Add(new() { Value = line.KeyDate });
            command.Parameters.Add(new() { Value = line.AssignmentId });
            command.Parameters.Add(new() { Value = (short)line.Kind });
            command.Parameters.Add(new() { Value = line.Nth });
            command.Parameters.Add(new() { Value = position });
            batch.BatchCommands.Add(command);
        }
    }
}
