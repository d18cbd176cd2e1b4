namespace PackageBilling.Auditing.Explain;

/// <summary>The events behind one charge line, who recorded them and why, and its arithmetic step by step.</summary>
internal sealed record ExplainCharge(string ChargeId) : IRequest<ChargeExplanation>
{
    internal sealed class Handler(NpgsqlDataSource source, IEventLog log, ReadBarrier barrier, CallsBehind callsBehind)
        : IRequestHandler<ExplainCharge, ChargeExplanation>
    {
        public async Task<ChargeExplanation> Handle(ExplainCharge request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            if (await FoundRestatement.Find(source, log, request.ChargeId, cancellationToken) is { } restatement)
                return await ExplainRestatement.Of(restatement, source, log, cancellationToken);

            // A reversal is explained by the line that it reverses.
            var chargeId = ChargeIds.Reversed(request.ChargeId) ?? request.ChargeId;
            var found = await FoundLine.Find(source, log, chargeId, cancellationToken);
            var started = (await log.ReadStream(Streams.Run(found.Charges.RunId), 0, 1, cancellationToken))[0];
            var evidence = await Evidence.Read(
                source, log, found.Line.AssignmentId, found.Charges.DecidedAt, cancellationToken)
                ?? throw new InvalidOperationException(
                    $"The assignment of {chargeId} was not known at position {found.Charges.DecidedAt}.");
            var calls = await callsBehind.OfMinimum(found.Charges, found.Line, cancellationToken)
                ?? await OfWindow(found, evidence, cancellationToken);
            var steps = Steps(found, started, evidence, calls).ToList();
            if (found.IsReversed) steps.Add(await Reversed(found, cancellationToken));
            var line = ReportLine.Of(found.Charges, found.Line);
            return new(chargeId, found.Charges.RunId, line, found.IsReversed, steps, calls)
            {
                ChargeAgain = found.ChargeAgain,
            };
        }

        private async Task<CountedCalls?> OfWindow(FoundLine found, Evidence evidence, CancellationToken ct)
        {
            if (found.Line.Kind != ChargeKind.Recurring
                || MinutesGrant.Of(evidence.AsAssignment(), evidence.AsPackage()!) is not { } grant)
                return null;
            return grant.WindowOn(found.Charges.Date) is { } window
                ? await callsBehind.OfWindow(found.Charges.CustomerId, grant, window, ct)
                : null;
        }

        private async Task<ExplainedStep> Reversed(FoundLine found, CancellationToken ct)
        {
            foreach (var stored in await log.ReadStream(
                Streams.Account(found.Charges.CustomerId), found.Stored.Version, int.MaxValue, ct))
                if (stored.Data is LineReversed reversed && reversed.Line.Id == found.Line.Id)
                    return ExplainedStep.Of(stored,
                        $"reversed on {Dates.Text(reversed.On)}: {reversed.Reason}; credit after it "
                            + $"{Amounts.Text(reversed.CreditAfter)}; {Wording.Lasts(reversed.ChargeAgain)}");
            throw new InvalidOperationException($"The reversal of {found.Line.Id} is not in its account.");
        }
    }

    private static IEnumerable<ExplainedStep> Steps(
        FoundLine found, StoredEvent started, Evidence evidence, CountedCalls? calls)
    {
        var (run, charges, line) = ((ChargeRunStarted)started.Data, found.Charges, found.Line);
        var (assignment, package) = (evidence.AsAssignment(), evidence.AsPackage()!);
        var date = charges.Date;
        yield return ExplainedStep.Of(started, run.Kind == RunKind.RunPackage
            ? $"Run Package for {Dates.Text(date)} was asked for: it charges again on purpose"
            : $"a charge run for {Dates.Text(date)} was asked for{Preview(run)}");
        foreach (var step in Wording.Of(evidence)) yield return step;

        // Minimum spend is settled by the terms and the quantity of the interval's first day.
        var on = line.Kind == ChargeKind.MinimumSpend && line.IntervalFrom is { } from && from > assignment.Start ? from
            : line.Kind == ChargeKind.MinimumSpend ? assignment.Start : date;
        yield return Wording.Terms(evidence.RevisionOn(package, on), on);
        yield return ExplainedStep.Of(line.Kind switch
        {
            ChargeKind.Setup =>
                $"setup is due once, on the first processed date from {Dates.Text(assignment.Start)} on",
            ChargeKind.Proration => Wording.Period(package, assignment, date),
            _ => Wording.Match(package.TermsOn(date), date, assignment.Start),
        });
        if (line.Kind == ChargeKind.Proration)
            foreach (var part in Proration.On(
                date, assignment, new PackagesOn(date, [package]).Find(package.PackageId)!))
                yield return ExplainedStep.Of(Wording.Part(part));
        if (line.PriceFrom == PriceFrom.Assignment && evidence.PriceEvent(line.Kind, on) is { } priced)
            yield return ExplainedStep.Of(priced, "the price comes from the assignment's own terms");
        yield return ExplainedStep.Of($"quantity on {Dates.Text(on)}: {assignment.Terms.On(on).Quantity}");
        if (calls is not null) yield return ExplainedStep.Of(Wording.Counted(calls, line.Kind));
        foreach (var text in Wording.Arithmetic(ReportLine.Of(charges, line))) yield return ExplainedStep.Of(text);
        if (line.Occurrence > 1)
            yield return ExplainedStep.Of(
                $"it is posting number {line.Occurrence} of this date: it was charged again, or an earlier one was "
                    + "reversed");
        yield return ExplainedStep.Of(
            found.Stored, $"posted, decided at position {charges.DecidedAt}: {Credit(charges, line)}");
    }

    private static string Preview(ChargeRunStarted run) =>
        run.PreviewedAt is { } seen ? $", to post exactly what was previewed at position {seen}" : "";

    private static string Credit(ChargesPosted charges, ChargeLine line)
    {
        if (!line.DebitsCredit) return "it takes no credit and waits for an invoice";
        var before = charges.CreditBefore - charges.Lines.TakeWhile(other => other != line)
            .Where(other => other.DebitsCredit).Sum(other => other.Retail);
        var flag = line.InsufficientCredit
            ? "; it is flagged: with the credit limit less than nothing is available"
            : "";
        return $"credit {Amounts.Text(before)} {Wording.Less(line.Retail)} = "
            + $"{Amounts.Text(before - line.Retail)}{flag}";
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/charges/{chargeId}/explain", async (string chargeId, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ExplainCharge(chargeId), ct)))
        .AllowRead().WithName("ExplainCharge").WithTags("Audit")
        .WithSummary("The events, the people and the arithmetic behind one charge line");
}
