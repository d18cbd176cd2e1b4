namespace PackageBilling.Billing.Runs.Previews;

/// <summary>
/// Decides a run anew by what is known now. When its lines are those of a preview, all of it is posted in one
/// transaction, the run's own beginning and end among it, so there is never a part of a preview.
/// </summary>
internal sealed class PreviewedRun(
    CommandLog log, IEventLog events, RequestContext context, ISubscriptions subscriptions,
    PartPoster poster, EventsSince since)
{
    /// <exception cref="ProblemException">The lines are others by now;
    /// it names the events that came in between.</exception>
    /// <exception cref="StreamConflictException">An account has moved on since the decision: decide again.</exception>
    public async Task<ChargeRunAsked> Post(ChargeRunStarted asked, Preview preview, CancellationToken cancellationToken)
    {
        var run = asked with { PreviewedAt = preview.Position };
        var decided = await DecidedRun.Decide(subscriptions, run, cancellationToken);
        if (decided.Lines != preview.Lines) throw await since.Problem(preview, run.Terms, decided, cancellationToken);
        try
        {
            return await log.Commit(async (connection, ct) =>
            {
                await Begin(connection, run, ct);
                await poster.PostAll(
                    connection, run, context.Metadata(log.Now) with { CorrelationId = run.RunId }, decided.Parts, ct);
                return new ChargeRunAsked(run.RunId);
            }, cancellationToken, End(run, decided));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            // Another run was about to append to the same accounts, and one of both has to be decided again.
            throw new StreamConflictException(Streams.Run(run.RunId), 0, 0);
        }
    }

    // Before everything else, so that whoever follows the log meets the run before its parts.
    private Task<BulkAppended> Begin(NpgsqlConnection connection, ChargeRunStarted run, CancellationToken ct) =>
        events.AppendBulk(connection,
            [new(Streams.Run(run.RunId), 0, typeof(ChargeRunStarted), EventJson.Write(run))],
            context.Metadata(log.Now), ct);

    private static StreamAppend End(ChargeRunStarted run, DecidedRun decided)
    {
        var totals = new TotalsSum();
        foreach (var customer in decided.Parts.SelectMany(part => part.Customers)) totals.Add(customer.Totals);
        return new(Streams.Run(run.RunId), 1, [new ChargeRunCompleted(run.RunId, decided.Position, totals.Sum())]);
    }
}
