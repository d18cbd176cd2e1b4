using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Posts exactly the lines of a preview: decides at the preview's own position and posts all parts in one transaction, so that it is
/// all or nothing. Accounts are guarded by their versions. Everything else is looked at once more when all is posted and nothing is
/// committed: an edit that had no answer by then counts as made after the run.
/// </summary>
internal sealed class PreviewedRun(
    NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, PartPoster poster, PreviewGuard guard, Engines engines)
{
    /// <summary>The parts that were posted.</summary>
    /// <exception cref="PreviewStaleException">Something that the preview rests on has changed; nothing was posted.</exception>
    public async Task<IReadOnlyList<ChargeRunPartPosted>> Post(ChargeRunStarted run, EventMetadata metadata, CancellationToken ct)
    {
        var position = run.PreviewPosition!.Value;
        var posted = new List<ChargeRunPartPosted>();
        var charged = new HashSet<string>(StringComparer.Ordinal);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await foreach (var part in Parts(run, position, ct))
        {
            charged.UnionWith(part.Outcomes.Where(outcome => outcome.PostsAnything).Select(outcome => outcome.Customer.CustomerId));
            var record = await poster.Post(connection, run, metadata, part, ct);
            if (record.Deferred.Count > 0) throw Stale(await Between(), $"accounts have moved on since the preview, simulate again: {string.Join(", ", record.Deferred.Take(3))}");
            posted.Add(record);
        }
        if (await Between() is { Count: > 0 } between) throw Stale(between, "");
        await transaction.CommitAsync(ct);
        return posted;

        async Task<IReadOnlyList<FactView>> Between() => await guard.Since(position, await guard.Scope(run.Date, run.CustomerIds, charged, ct), ct);
    }

    private static PreviewStaleException Stale(IReadOnlyList<FactView> between, string otherwise) =>
        new(between.Count > 0 ? PreviewGuard.Message(between) : otherwise);

    private async IAsyncEnumerable<RunPart> Parts(ChargeRunStarted run, long position, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var (book, terms, decide) = (new KnownBook(snapshot, log, new(position)), RunTerms.Of(run), engines.Of(run.EngineVersion));
        var packages = await book.Packages(run.Date, ct);
        var (number, after, lines, all, outcomes) = (0, "", 0, 0, new List<CustomerOutcome>());
        await foreach (var customer in book.Customers(packages, terms, ct))
        {
            if (lines >= RunLimits.LinesPerPart || outcomes.Count >= RunLimits.CustomersPerPart)
            {
                var through = outcomes[^1].Customer.CustomerId;
                yield return new(++number, position, new(after, through), outcomes);
                (after, lines, outcomes) = (through, 0, []);
            }
            var outcome = decide(customer, packages, terms);
            outcomes.Add(outcome);
            lines += outcome.Lines.Count;
            all += outcome.Lines.Count;
            if (all > TimeTravelLimits.PreviewedLines)
                throw new PreviewStaleException($"a preview can be posted with up to {TimeTravelLimits.PreviewedLines} lines, all in one transaction; name some of the customers");
        }
        yield return new(++number, position, new(after, null), outcomes);
    }
}
