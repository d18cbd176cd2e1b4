using FluentValidation;
using MediatR;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// Posts exactly the lines that a simulation has shown, or is refused with the events that came in between (api: charge-runs,
/// previewToken). The run is decided anew by what is known now; when its lines are those of the preview, all of it is posted in one
/// transaction, the run's own beginning and end among it, so there is never a part of a preview.
/// </summary>
internal sealed record RunPreview(DateOnly? Date, IReadOnlyList<string>? CustomerIds, string PreviewToken) : IRequest<ChargeRunAsked>
{
    internal sealed class Validator : AbstractValidator<RunPreview>
    {
        public Validator()
        {
            RuleFor(run => run.Date).NotNull().BusinessDate();
            RuleFor(run => run.CustomerIds).NamedIds();
        }
    }

    internal sealed class Handler(
        CommandLog log, IEventLog events, RequestContext context, NpgsqlDataSource source, ISubscriptions subscriptions, PartPoster poster, EventsSince since, ReadBarrier barrier)
        : IRequestHandler<RunPreview, ChargeRunAsked>
    {
        public async Task<ChargeRunAsked> Handle(RunPreview request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var customers = request.CustomerIds.Sorted();
            if (customers is not null) await KnownCustomers.EnsureAll(source, customers, cancellationToken);
            var preview = Preview.Open(request.PreviewToken, request.Date!.Value, customers);
            var zones = NotYet.Zones(preview.Date, log.Now);
            await NotYet.RefuseIfForAll(source, preview.Date, zones, customers, log.Now, cancellationToken);
            var runId = Ids.New(log.Now);
            var run = new ChargeRunStarted(runId, RunKind.ChargeRun, preview.Date, customers, null, zones, ChargeRun.EngineVersion, null, preview.Position);
            var decided = await DecidedRun.Decide(subscriptions, run, cancellationToken);
            if (decided.Lines != preview.Lines) throw await since.Refusal(preview, RunTerms.Of(run), decided, cancellationToken);
            try
            {
                return await log.Commit(async (connection, ct) =>
                {
                    await Begin(connection, run, ct);
                    await poster.PostAll(connection, run, context.Metadata(log.Now) with { CorrelationId = runId }, decided.Parts, ct);
                    return new ChargeRunAsked(runId);
                }, cancellationToken, End(run, decided));
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // Another run was about to append to the same accounts, and one of both has to be decided again.
                throw new StreamConflictException(Streams.Run(runId), 0, 0);
            }
        }

        // Before everything else, so that whoever follows the log meets the run before its parts.
        private Task<BulkAppended> Begin(NpgsqlConnection connection, ChargeRunStarted run, CancellationToken ct) => events.AppendBulk(connection,
            [new(Streams.Run(run.RunId), Streams.RunType, 0, typeof(ChargeRunStarted), EventJson.Write(run))], context.Metadata(log.Now), ct);

        private static StreamAppend End(ChargeRunStarted run, DecidedRun decided)
        {
            var totals = new TotalsSum();
            foreach (var customer in decided.Parts.SelectMany(part => part.Customers)) totals.Add(customer.Totals);
            return new(Streams.Run(run.RunId), Streams.RunType, 1, [new ChargeRunCompleted(run.RunId, decided.Position, totals.Sum())]);
        }
    }
}
