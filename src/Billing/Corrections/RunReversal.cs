using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Corrections;

/// <summary>
/// Reverses the lines of a run, a bounded number of customers at a time: each customer in one transaction, at the
/// version of the account at which it is known which lines were reversed before. A customer whose account has moved on
/// meanwhile is decided again.
/// </summary>
internal sealed class RunReversal(
    NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, ReadBarrier barrier,
    RunLines runLines, TimeProvider clock)
{
    // Named customers whose accounts are read in one statement.
    private const int AccountsAtOnce = 500;

    /// <param name="run">The run; it has ended.</param>
    /// <param name="asked">What is asked for.</param>
    /// <param name="customers">The customers, sorted ordinally; null for all of the run.</param>
    /// <param name="metadata">What the events are stored with; null to write nothing.</param>
    /// <param name="draft">Told of every reversal.</param>
    /// <param name="ct">Gives up; what was reversed by then stays reversed.</param>
    public async Task Go(
        ChargeRunStarted run, ReverseRun asked, IReadOnlyList<string>? customers, Func<EventMetadata>? metadata,
        ReversalReport draft, CancellationToken ct)
    {
        await foreach (var some in Parts(Posted(run, customers, ct), ct))
        {
            var left = some;
            for (var round = 0; left.Count > 0; round++)
            {
                if (round == RunLimits.Rounds)
                    throw new TimeoutException($"{left.Count} accounts keep changing; reverse the rest again.");
                if (round > 0) await barrier.Cover(BookProjection.ProjectionName, ct);
                var decided = await Decide(left, asked, draft, ct);
                var conflicts = metadata is null ? new HashSet<string>() : await Append(decided, metadata(), ct);
                foreach (var customer in decided.Where(one => !conflicts.Contains(Streams.Account(one.CustomerId))))
                    draft.Add(customer);
                left = [.. left.Where(charges => conflicts.Contains(Streams.Account(charges.CustomerId)))];
            }
        }
    }

    /// <summary>What the run posted; for some customers their accounts are read, and no others.</summary>
    private async IAsyncEnumerable<ChargesPosted> Posted(
        ChargeRunStarted run, IReadOnlyList<string>? customers, [EnumeratorCancellation] CancellationToken ct)
    {
        if (customers is null)
        {
            await foreach (var charges in runLines.Posted(run.RunId, ct)) yield return charges;
            yield break;
        }
        foreach (var some in customers.Chunk(AccountsAtOnce))
        {
            var accounts = await log.ReadStreams([.. some.Select(Streams.Account)], ct);
            foreach (var customer in some)
                foreach (var stored in accounts.GetValueOrDefault(Streams.Account(customer), []))
                    if (stored.Data is ChargesPosted charges && charges.RunId == run.RunId) yield return charges;
        }
    }

    /// <summary>So many that a commit's cost is nothing, and memory stays flat.</summary>
    private static async IAsyncEnumerable<List<ChargesPosted>> Parts(
        IAsyncEnumerable<ChargesPosted> all, [EnumeratorCancellation] CancellationToken ct)
    {
        var (part, lines) = (new List<ChargesPosted>(), 0);
        await foreach (var charges in all.WithCancellation(ct))
        {
            part.Add(charges);
            lines += charges.Lines.Count;
            if (lines < RunLimits.LinesPerPart && part.Count < RunLimits.CustomersPerPart) continue;
            yield return part;
            (part, lines) = ([], 0);
        }
        if (part.Count > 0) yield return part;
    }

    private async Task<List<CustomerReversal>> Decide(
        List<ChargesPosted> some, ReverseRun asked, ReversalReport draft, CancellationToken ct)
    {
        // One snapshot: a version of an account goes with the lines that were reversed by then.
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        draft.DecidedAt(snapshot.Position);
        var accounts = await AccountRows.WithEntries(
            snapshot.Connection, [.. some.Select(charges => charges.CustomerId)], ct);
        var reversed = await ReversedLines.Among(
            snapshot.Connection, [.. some.SelectMany(charges => charges.Lines)], ct);
        var credited = await CreditedLines.Among(
            snapshot.Connection, some.SelectMany(charges => charges.Lines).Select(one => one.Id), ct);
        var (decided, line) = (new List<CustomerReversal>(some.Count), 0);
        foreach (var charges in some)
        {
            var account = accounts[charges.CustomerId];
            var (credit, today, facts) =
                (account.Credit, TimeZones.LocalDate(account.TimeZone, clock.GetUtcNow()), new List<LineReversed>());
            foreach (var posted in charges.Lines)
            {
                if (reversed.Contains(++line) || credited.Contains(posted.Id)) continue;
                facts.Add(ReverseLine.Reverse(charges, posted, asked.Reason ?? "", asked.ChargeAgain, credit, today));
                credit = facts[^1].CreditAfter;
            }
            if (facts.Count > 0) decided.Add(new(charges.CustomerId, account.Version, account.Credit, facts));
        }
        return decided;
    }

    /// <summary>The streams of the accounts that had moved on: nothing of theirs was written.</summary>
    private async Task<IReadOnlySet<string>> Append(
        List<CustomerReversal> decided, EventMetadata metadata, CancellationToken ct)
    {
        if (decided.Count == 0) return new HashSet<string>();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var appended = await log.AppendBulk(
            connection, [.. decided.SelectMany(customer => customer.Lines.Select(fact => new BulkEvent(
                Streams.Account(customer.CustomerId), customer.AccountVersion, typeof(LineReversed),
                EventJson.Write(fact))))], metadata, ct);
        await transaction.CommitAsync(ct);
        return appended.Conflicts;
    }
}

/// <summary>What is reversed of one customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="AccountVersion">The version of the account that it was decided at.</param>
/// <param name="CreditBefore">The credit at that version.</param>
/// <param name="Lines">The reversals in the order of the lines; at least one.</param>
internal sealed record CustomerReversal(
    string CustomerId, long AccountVersion, decimal CreditBefore, IReadOnlyList<LineReversed> Lines);
