using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Customers that were decided at one position and are posted together.</summary>
/// <param name="Number">The part's number in its run.</param>
/// <param name="Position">The position of the book that it was decided at.</param>
/// <param name="Range">The customers that it answers for.</param>
/// <param name="Outcomes">What was decided, in the order of customers.</param>
internal sealed record RunPart(int Number, long Position, CustomerRange Range, IReadOnlyList<CustomerOutcome> Outcomes);

/// <summary>
/// Posts a part of a run in one transaction: one event per charged customer, the rows of the exactly-once index and the part's
/// own record. A customer whose account has moved on since the decision is left out and named as deferred.
/// </summary>
internal sealed class PartPoster(NpgsqlDataSource source, IEventLog log)
{
    public async Task<ChargeRunPartPosted> Post(ChargeRunStarted run, EventMetadata metadata, RunPart part, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var record = await Post(connection, run, metadata, part, ct);
        await transaction.CommitAsync(ct);
        return record;
    }

    /// <summary>Posts inside the caller's open transaction.</summary>
    public async Task<ChargeRunPartPosted> Post(NpgsqlConnection connection, ChargeRunStarted run, EventMetadata metadata, RunPart part, CancellationToken ct)
    {
        var charged = part.Outcomes.Where(outcome => outcome.PostsAnything).ToList();
        var events = charged.Select(outcome => EventOf(run, part.Position, outcome)).ToList();
        var appended = await log.AppendBulk(connection, events, metadata, ct);
        if (events.Count > appended.Conflicts.Count) await PostedLines.Copy(connection, Rows(charged, appended.Positions), ct);
        var record = Record(run, part, charged, appended);
        var recorded = await log.AppendBulk(connection,
            [new(Streams.Part(run.RunId, part.Number), Streams.PartType, 0, typeof(ChargeRunPartPosted), EventJson.Write(record))], metadata, ct);
        // Another node, thought dead, has posted a part of this number: what it did has to be read before going on.
        if (recorded.Conflicts.Count > 0) throw new StreamConflictException(Streams.Part(run.RunId, part.Number), 0, 1);
        return record;
    }

    private static BulkEvent EventOf(ChargeRunStarted run, long position, CustomerOutcome outcome)
    {
        var customer = outcome.Customer;
        var lines = outcome.Charged.Select(line => new PostedLine(
            line.Assignment.AssignmentId, line.Assignment.PackageId, line.Assignment.Did, line.Kind, line.KeyDate, line.Nth,
            line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost, line.DebitsCredit, line.InsufficientCredit,
            line.Spend, line.IntervalFrom, line.IntervalTo)).ToList();
        var totals = outcome.Totals.ByCurrency[0];
        if (customer.Credit - totals.Debited != outcome.CreditAfter)
            throw new InvalidOperationException($"The lines of {customer.CustomerId} do not add up to its credit.");
        return new(Streams.Account(customer.CustomerId), Streams.AccountType, customer.AccountVersion, typeof(ChargesPosted), EventJson.Write(
            new ChargesPosted(customer.CustomerId, run.RunId, run.Date, position, customer.Currency, totals.Debited,
                totals.Retail - totals.Debited, customer.Credit, outcome.CreditAfter, lines)));
    }

    private static IEnumerable<(Line Line, long Position)> Rows(List<CustomerOutcome> charged, IReadOnlyList<long> positions)
    {
        for (var i = 0; i < charged.Count; i++)
        {
            if (positions[i] == 0) continue;
            foreach (var line in charged[i].Lines)
                if (line.Outcome == LineOutcome.Charged) yield return (line, positions[i]);
        }
    }

    private static ChargeRunPartPosted Record(ChargeRunStarted run, RunPart part, List<CustomerOutcome> charged, BulkAppended appended)
    {
        var deferred = charged.Where((_, i) => appended.Positions[i] == 0).Select(outcome => outcome.Customer.CustomerId).ToHashSet(StringComparer.Ordinal);
        var posted = appended.Positions.Where(position => position != 0).ToList();
        var totals = new TotalsSum();
        var notCharged = new List<UnchargedLine>();
        foreach (var outcome in part.Outcomes)
        {
            if (deferred.Contains(outcome.Customer.CustomerId)) continue;
            totals.Add(outcome.Totals);
            notCharged.AddRange(outcome.Lines.Where(line => line.Outcome != LineOutcome.Charged).Select(line => Uncharged(outcome.Customer, line)));
        }
        return new(run.RunId, part.Number, part.Position, part.Range.After, part.Range.Through, part.Range.CustomerIds,
            [.. deferred.Order(StringComparer.Ordinal)], posted.Count == 0 ? 0 : posted.Min(), posted.Count == 0 ? 0 : posted.Max(),
            totals.Sum(), notCharged);
    }

    private static UnchargedLine Uncharged(CustomerBook customer, Line line) => new(
        customer.CustomerId, line.Assignment.AssignmentId, line.Assignment.PackageId, line.Assignment.Did, line.Kind, line.Outcome,
        line.Reason!, line.KeyDate, line.Nth, line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost,
        line.DebitsCredit, customer.Currency);
}
