namespace PackageBilling.Auditing.Explain;

/// <summary>Why an assignment was, was not, or would be charged for a date: the run's own decision, in words.</summary>
internal sealed record ExplainDate(string CustomerId, string AssignmentId, DateOnly Date) : IRequest<DateExplanation>
{
    // Far enough for any day of a month, and for a package that begins next year.
    private const int DaysAhead = 400, DatesAhead = 3;

    internal sealed class Handler(
        NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, ReadBarrier barrier, TimeProvider clock)
        : IRequestHandler<ExplainDate, DateExplanation>
    {
        public async Task<DateExplanation> Handle(ExplainDate request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var (_, timeZone, _) = await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, cancellationToken);
            var evidence = await Evidence.Read(source, log, request.AssignmentId, snapshot.Position, cancellationToken);
            if (evidence is null || evidence.Assigned.CustomerId != request.CustomerId)
                throw Problem.NotFound("assignmentId", "assignment", request.AssignmentId);
            var zones = NotYet.Zones(request.Date, clock.GetUtcNow()).ToHashSet(StringComparer.Ordinal);
            var terms = new RunTerms(request.Date, OnRepeat.Skip, [request.CustomerId],
                new HashSet<string>(StringComparer.Ordinal) { request.AssignmentId }, zones);
            var reader = new BookReader(snapshot, BookView.Now, subscriptions);
            var packages = await reader.Packages(request.Date, cancellationToken);
            var lines = new List<ReportLine>();
            AssignmentBook? assignment = null;
            await foreach (var customer in reader.Customers(packages, terms, CustomerRange.All, cancellationToken))
            {
                assignment = customer.Assignments.FirstOrDefault(known => known.AssignmentId == request.AssignmentId);
                lines.AddRange(ChargeRun.Decide(customer, packages, terms).Lines
                    .Select(line => ReportLine.Of(request.Date, customer, line)));
            }
            return await Explained(request, evidence, assignment ?? evidence.AsAssignment(), lines, timeZone,
                snapshot.Position, cancellationToken);
        }

        private async Task<DateExplanation> Explained(
            ExplainDate request, Evidence evidence, AssignmentBook assignment, List<ReportLine> lines, string timeZone,
            long position, CancellationToken ct)
        {
            var package = evidence.AsPackage();
            var steps = Wording.Of(evidence).ToList();
            if (package is not null)
            {
                steps.Add(Wording.Terms(evidence.RevisionOn(package, request.Date), request.Date));
                steps.Add(ExplainedStep.Of(
                    Wording.Match(package.TermsOn(request.Date), request.Date, assignment.Start)));
            }
            foreach (var line in lines)
            {
                if (line.Outcome == LineOutcome.Charged)
                    steps.AddRange(Wording.Arithmetic(line).Select(ExplainedStep.Of));
                steps.Add(line.Outcome == LineOutcome.AlreadyCharged
                    ? await Posted(line, ct)
                    : ExplainedStep.Of(Wording.Reason(line, assignment, timeZone)));
            }
            var (outcome, reason) = lines.Count > 0
                ? Decided(lines, assignment, timeZone)
                : ("notDue", NotDue(evidence, assignment, package, request.Date));
            return new(request.CustomerId, request.AssignmentId, request.Date, outcome, reason, position, lines,
                [.. package is null || evidence.IsCancelled ? [] : Next(assignment, package, request.Date)], steps);
        }

        private async Task<ExplainedStep> Posted(ReportLine line, CancellationToken ct)
        {
            var found = await FoundLine.Find(source, log, line.ChargeId!, ct);
            var since = line.Reason == Reasons.Reversed ? "; it was reversed, and is not to be charged again" : "";
            return ExplainedStep.Of(found.Stored,
                $"{line.Kind.Text()} was charged already, as {line.ChargeId}, by run {found.Charges.RunId} "
                + $"for {Dates.Text(found.Charges.Date)}: {Amounts.Text(found.Line.Retail)} "
                + $"{found.Charges.Currency}{since}");
        }
    }

    // The place in a report that an assignment with several lines ends in (domain: "Runs").
    private static (string Outcome, string Reason) Decided(
        List<ReportLine> lines, AssignmentBook assignment, string timeZone)
    {
        var line = lines.FirstOrDefault(line => line.Outcome == LineOutcome.Quarantined)
            ?? lines.FirstOrDefault(line => line.Outcome == LineOutcome.Charged)
            ?? lines.FirstOrDefault(line => line.Outcome == LineOutcome.AlreadyCharged)
            ?? lines[0];
        return (line.Outcome == LineOutcome.Charged ? "wouldBeCharged" : line.Outcome.Text(),
            Wording.Reason(line, assignment, timeZone));
    }

    private static string NotDue(Evidence evidence, AssignmentBook assignment, PackageBook? package, DateOnly date) =>
        evidence.IsCancelled ? "it was cancelled before it began"
        : package is null ? $"package {assignment.PackageId} is not known"
        : date < assignment.Start ? $"it begins on {Dates.Text(assignment.Start)}"
        : assignment.End < date ? $"it ended on {Dates.Text(assignment.End.Value)}"
        : assignment.Terms.IsPausedOn(date) ? Wording.Paused(assignment, date)
        : Wording.Match(package.TermsOn(date), date, assignment.Start);

    private static IEnumerable<DateOnly> Next(AssignmentBook assignment, PackageBook package, DateOnly date) =>
        Enumerable.Range(1, DaysAhead).Select(date.AddDays)
            .Where(day => IsDue(assignment, package, day)).Take(DatesAhead);

    private static bool IsDue(AssignmentBook assignment, PackageBook package, DateOnly date) =>
        AssignmentDue.On(date, assignment, new PackagesOn(date, [package]).Find(package.PackageId)!)
            .Any(line => line.Kind != ChargeKind.Setup);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/packages/{assignmentId}/explain", async (
                string customerId, string assignmentId, string? date, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(
                new ExplainDate(customerId, assignmentId,
                    QueryText.Date("date", date) ?? throw Problem.Malformed("date", "is missing")), ct)))
        .AllowRead().WithName("ExplainDate").WithTags("Audit")
        .WithSummary("Why an assignment was, was not, or would be charged for a date");
}
