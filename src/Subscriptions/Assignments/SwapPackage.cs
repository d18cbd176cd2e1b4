namespace PackageBilling.Subscriptions;

/// <summary>
/// Ends an assignment and gives its customer or DID another package from a date on, both or neither (domain: "The
/// assignment"). No setup is charged again unless it is asked for; parts of a period are in proportion as the terms of
/// either package say. Own prices stay with the old package; an end that was set is the new one's too.
/// </summary>
internal sealed record SwapPackage(string CustomerId, string AssignmentId, PackageSwap Given)
    : IRequest<AssignmentCreated>
{
    internal sealed class Validator : AbstractValidator<SwapPackage>
    {
        public Validator()
        {
            RuleFor(x => x.Given.On).NotNull().WithMessage("is required").BusinessDate().OverridePropertyName("on");
            RuleFor(x => x.Given.PackageId).NotNull().WithMessage("is required").Identifier()
                .OverridePropertyName("packageId");
            RuleFor(x => x.Given.AssignmentId).Identifier().OverridePropertyName("assignmentId");
            RuleFor(x => x.Given).SetValidator(new OwnTermsRules()).OverridePropertyName("");
        }
    }

    /// <summary>The new assignment as the rules of <see cref="AssignPackage"/> take it.</summary>
    internal NewAssignment New(Assignment assignment, OfferedPackage package, DateOnly on)
    {
        var terms = assignment.Terms.On(on.AddDays(-1));
        return new(
            Given.AssignmentId, package.PackageId, Given.Quantity ?? terms.Quantity, on, assignment.EndDate, null,
            Given.AutoDecrementCredit ?? terms.AutoDecrementCredit,
            Given.FreeMinutes ?? (package.Type == PackageType.FreeMinutes ? terms.FreeMinutes : null), null, null,
            SkipSetup: Given.SkipSetup ?? true)
        {
            Retail = Given.Retail, Cost = Given.Cost, SetupRetail = Given.SetupRetail, SetupCost = Given.SetupCost,
            MinimumSpend = Given.MinimumSpend, DiscountPercent = Given.DiscountPercent,
        };
    }

    internal sealed class Handler(CommandLog log, RequestContext context, OfferedPackages packages)
        : IRequestHandler<SwapPackage, AssignmentCreated>
    {
        public async Task<AssignmentCreated> Handle(SwapPackage request, CancellationToken cancellationToken)
        {
            var (given, on) = (request.Given, request.Given.On!.Value);
            var (customer, assignment, version) = await log.LoadOwned(
                request.CustomerId, request.AssignmentId, cancellationToken);
            context.EnsureSeen(version);
            var old = assignment.Assigned;
            if (on <= old.StartDate)
                throw Problem.Rule("on", $"must be after {Dates.Text(old.StartDate)}, the assignment's start");
            if (assignment.EndDate < on)
                throw Problem.Rule("on", $"must not be after {Dates.Text(assignment.EndDate.Value)}, its last day");
            if (given.PackageId == old.PackageId)
                throw Problem.Rule("packageId", "is the package that the assignment has; change its terms instead");
            var package = await packages.Find(given.PackageId!, on, cancellationToken)
                ?? throw Problem.NotFound("packageId", "package", given.PackageId!);
            var before = await packages.Find(old.PackageId, old.StartDate, cancellationToken)
                ?? throw Problem.NotFound("packageId", "package", old.PackageId);
            var newId = given.AssignmentId ?? Ids.New(log.Now);
            var (sameId, _) = await log.Load<Assignment>(
                Assignment.Stream(newId), Assignment.Evolve, cancellationToken);
            if (sameId is not null)
                throw Problem.Conflict("assignmentId", $"there is an assignment {newId} already");
            var (did, didVersion) = old.DidHash is not { } hash
                ? (null, 0) : await log.Load<Did>(Did.Stream(hash), Did.Evolve, cancellationToken);

            List<object> onDid = [];
            List<StreamAppend> appends = [];
            if (EndAssignment.Decide(
                new(request.CustomerId, request.AssignmentId, on.AddDays(-1)), assignment, before, did)
                is var (ended, released))
            {
                appends.Add(new(Assignment.Stream(request.AssignmentId), version, [ended]));
                if (released is not null)
                {
                    did = Did.Evolve(did, released);
                    onDid.Add(released);
                }
            }
            var (assigned, _) = AssignPackage.Decide(
                request.New(assignment, package, on), newId, customer, package, null,
                TimeZones.LocalDate(customer.TimeZone, log.Now));
            if (old.Did is not null)
            {
                var use = new DidAssigned(
                    old.Did, newId, old.CustomerId, package.PackageId, on, assignment.EndDate);
                if (did?.OfAnother(old.CustomerId, on, assignment.EndDate) is { } other)
                    throw Problem.Conflict("on", $"the DID belongs to {other} on some of these dates");
                did?.RefuseDuplicate(use, "this DID");
                onDid.Add(use);
                appends.Add(new(Did.Stream(old.DidHash!), didVersion, onDid));
            }
            appends.Add(new(
                Assignment.Stream(newId), 0, [assigned with { Did = old.Did, DidHash = old.DidHash }]));
            return await log.Commit(new AssignmentCreated(newId), cancellationToken, appends);
        }
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapPost("{assignmentId}/swap", async (
            string customerId, string assignmentId, PackageSwap body, IMediator mediator, CancellationToken ct) =>
        {
            var created = await mediator.Send(new SwapPackage(customerId, assignmentId, body), ct);
            return TypedResults.Created($"/api/customers/{customerId}/packages/{created.AssignmentId}", created);
        })
        .AllowOperate().TakesIfMatch().WithName(nameof(SwapPackage))
        .WithSummary("Ends an assignment and starts one of another package on a date, without setup again.");
}

/// <summary>
/// What the request says: the first date of the other package. Quantity, credit and free minutes that are left out are
/// those of the old assignment; <c>SkipSetup</c> is true unless it says otherwise.
/// </summary>
internal sealed record PackageSwap(
    string? PackageId, DateOnly? On, string? AssignmentId = null, int? Quantity = null,
    bool? AutoDecrementCredit = null, int? FreeMinutes = null, bool? SkipSetup = null)
    : OwnTerms(Quantity, AutoDecrementCredit, FreeMinutes);
