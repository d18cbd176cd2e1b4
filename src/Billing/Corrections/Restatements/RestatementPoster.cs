namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>
/// Posts an impact as restatement lines: one event per customer, with the rows of the exactly-once indexes. A customer
/// whose account has moved on since the impact was found is left out and named, to be looked at again.
/// </summary>
internal sealed class RestatementPoster(NpgsqlDataSource source, IEventLog log)
{
    /// <summary>The customers left out, what was posted of the others, and where.</summary>
    internal sealed record Posted(IReadOnlySet<string> Left, IReadOnlyList<ImpactLine> Lines, long First, long Last);

    /// <summary>The lines as they would be posted: with the flag of those that leave less than
    /// nothing available.</summary>
    public async Task<Impact> Preview(Impact impact, CancellationToken ct)
    {
        var lines = new List<ImpactLine>(impact.Lines.Count);
        foreach (var customers in InParts(impact))
        {
            var accounts = await Accounts(customers, impact.Position, ct);
            foreach (var (customer, account) in customers.Zip(accounts))
                lines.AddRange(customer.Zip(Fact("", impact.Position, customer, account).Lines,
                    (line, posted) => line with { Correction = posted }));
        }
        lines.Sort(ImpactLine.Order);
        return impact with { Lines = lines };
    }

    public async Task<Posted> Post(string restatementId, Impact impact, EventMetadata metadata, CancellationToken ct)
    {
        var (left, lines, first, last) =
            (new HashSet<string>(StringComparer.Ordinal), new List<ImpactLine>(), long.MaxValue, 0L);
        foreach (var customers in InParts(impact))
        {
            var accounts = await Accounts(customers, impact.Position, ct);
            var facts =
                customers.Select((customer, i) => Fact(restatementId, impact.Position, customer, accounts[i])).ToList();
            var appended = await Append(facts, accounts, metadata, ct);
            for (var i = 0; i < facts.Count; i++)
                if (appended[i] == 0) left.Add(facts[i].CustomerId);
                else
                {
                    lines.AddRange(
                        customers[i].Zip(facts[i].Lines, (line, posted) => line with { Correction = posted }));
                    (first, last) = (Math.Min(first, appended[i]), Math.Max(last, appended[i]));
                }
        }
        return new(left, lines, last == 0 ? 0 : first, last);
    }

    private static IEnumerable<IGrouping<string, ImpactLine>[]> InParts(Impact impact) => impact.Lines
        .GroupBy(line => line.CustomerId, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Chunk(TimeTravelLimits.CustomersAtOnce);

    /// <summary>An account as it was at the position of the impact, and the limit of its credit.</summary>
    private sealed record KnownAccount(decimal Credit, long Version, decimal CreditLimit);

    private async Task<IReadOnlyList<KnownAccount>> Accounts(
        IGrouping<string, ImpactLine>[] customers, long position, CancellationToken ct)
    {
        var last = (await log.ReadLast([.. customers.Select(customer => Streams.Account(customer.Key))], position, ct))
            .ToDictionary(stored => stored.StreamId, StringComparer.Ordinal);
        var limits = await KnownCustomers.CreditLimits(source, [.. customers.Select(customer => customer.Key)], ct);
        return [.. customers.Select(customer => last.TryGetValue(Streams.Account(customer.Key), out var stored)
            ? new KnownAccount(Account.CreditAfter(stored.Data), stored.Version, limits[customer.Key])
            : new KnownAccount(0, 0, limits[customer.Key]))];
    }

    private static ChargesRestated Fact(
        string restatementId, long position, IGrouping<string, ImpactLine> customer, KnownAccount account)
    {
        var credit = account.Credit;
        var lines = new List<RestatedLine>();
        foreach (var correction in customer.Select(impact => impact.Correction))
        {
            var line = correction.Line;
            if (line.DebitsCredit) credit -= line.Retail;
            var isShort = line is { DebitsCredit: true, Retail: > 0 } && credit + account.CreditLimit < 0;
            lines.Add(correction with { Line = line with { InsufficientCredit = isShort } });
        }
        return new(customer.Key, restatementId, position, customer.First().Currency, account.Credit - credit,
            lines.Where(line => !line.Line.DebitsCredit).Sum(line => line.Line.Retail), account.Credit, credit, lines);
    }

    /// <summary>The position of each event; 0 for one that was left out.</summary>
    private async Task<IReadOnlyList<long>> Append(
        List<ChargesRestated> facts, IReadOnlyList<KnownAccount> accounts, EventMetadata metadata, CancellationToken ct)
    {
        var keys = await KnownAssignments.Keys(source, [.. facts.SelectMany(fact => fact.Lines)
            .Select(line => line.Line.AssignmentId).Distinct(StringComparer.Ordinal)], ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var appended = await log.AppendBulk(connection, [.. facts.Select((fact, i) => new BulkEvent(
            Streams.Account(fact.CustomerId), accounts[i].Version, typeof(ChargesRestated), EventJson.Write(fact)))],
            metadata, ct);
        await RestatedLines.Insert(connection, [.. facts.SelectMany((fact, i) => appended.Positions[i] == 0 ? []
            : fact.Lines.Select(line => (line, keys[line.Line.AssignmentId], appended.Positions[i])))], ct);
        await transaction.CommitAsync(ct);
        return appended.Positions;
    }
}
