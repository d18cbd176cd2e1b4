using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Posts an impact as restatement lines: one event per customer, with the rows of the exactly-once index. A customer whose account has
/// moved on since the impact was found is left out and named, to be looked at again.
/// </summary>
internal sealed class RestatementPoster(NpgsqlDataSource source, IEventLog log)
{
    public async Task<IReadOnlySet<string>> Post(string restatementId, Impact impact, EventMetadata metadata, CancellationToken ct)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (var customers in impact.Lines.GroupBy(line => line.CustomerId, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Chunk(TimeTravelLimits.CustomersAtOnce))
            left.UnionWith(await PostSome(restatementId, impact.Position, customers, metadata, ct));
        return left;
    }

    private async Task<IEnumerable<string>> PostSome(
        string restatementId, long position, IGrouping<string, ImpactLine>[] customers, EventMetadata metadata, CancellationToken ct)
    {
        var accounts = (await log.ReadLast([.. customers.Select(customer => Streams.Account(customer.Key))], position, ct))
            .ToDictionary(stored => stored.StreamId, stored => (Credit: Account.CreditAfter(stored.Data), stored.Version), StringComparer.Ordinal);
        var facts = customers.Select(customer => Fact(restatementId, position, customer, accounts.GetValueOrDefault(Streams.Account(customer.Key)).Credit)).ToList();
        var numbers = await Numbers(facts, ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var appended = await log.AppendBulk(connection, [.. facts.Select(fact => new BulkEvent(Streams.Account(fact.CustomerId), Streams.AccountType,
            accounts.GetValueOrDefault(Streams.Account(fact.CustomerId)).Version, typeof(ChargesRestated), EventJson.Write(fact)))], metadata, ct);
        if (appended.Conflicts.Count < facts.Count) await PostedLines.Copy(connection, facts.SelectMany((fact, i) => appended.Positions[i] == 0 ? [] : fact.Lines.Select(line =>
            (line, numbers[line.AssignmentId], ChargeIds.Parse(line.Corrects)!.Value.Nth, appended.Positions[i]))), ct);
        await transaction.CommitAsync(ct);
        return facts.Where((_, i) => appended.Positions[i] == 0).Select(fact => fact.CustomerId);
    }

    private static ChargesRestated Fact(string restatementId, long position, IGrouping<string, ImpactLine> customer, decimal credit)
    {
        var lines = customer.Select(line => line.Correction).OrderBy(line => line.Date).ThenBy(line => line.AssignmentId, StringComparer.Ordinal).ThenBy(line => line.Of).ToList();
        var debited = lines.Where(line => line.DebitsCredit).Sum(line => line.Retail);
        return new(customer.Key, restatementId, position, customer.First().Currency, debited, lines.Sum(line => line.Retail) - debited, credit, credit - debited, lines);
    }

    private async Task<Dictionary<string, long>> Numbers(List<ChargesRestated> facts, CancellationToken ct)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("SELECT DISTINCT assignment_id, number FROM billing.assignments WHERE assignment_id = ANY ($1)");
        command.Parameters.Add(new() { Value = facts.SelectMany(fact => fact.Lines).Select(line => line.AssignmentId).Distinct(StringComparer.Ordinal).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) numbers[reader.GetString(0)] = reader.GetInt64(1);
        return numbers;
    }
}
