namespace PackageBilling.Subscriptions;

/// <summary>Gives a package to a customer, or to one of the customer's DIDs (domain: "The assignment").</summary>
internal sealed record AssignPackage(string CustomerId, NewAssignment Given) : IRequest<AssignmentCreated>
{
    internal sealed class Validator : AbstractValidator<AssignPackage>
    {
        public Validator() => RuleFor(x => x.Given).SetValidator(new AssignmentRules()).OverridePropertyName("");
    }

    /// <summary>The facts: one of the assignment and, on a DID, one of the DID.</summary>
    internal static (PackageAssigned Assigned, DidAssigned? OnDid) Decide(
        NewAssignment given, string assignmentId, Customer customer, OfferedPackage package, Did? did, DateOnly today)
    {
        if (package.IsRetired)
            throw Problem.Rule("packageId", $"package {package.PackageId} is retired and takes no new assignments");
        if (package.Currency != customer.Currency)
            throw Problem.Rule("packageId",
                $"package {package.PackageId} is in {package.Currency}, the customer pays in {customer.Currency}");
        if (package.Type == PackageType.FreeMinutes && given.FreeMinutes is null)
            throw Problem.Rule("freeMinutes", "is required, since the package grants free minutes");
        if (package.Type != PackageType.FreeMinutes && given.FreeMinutes is not null)
            throw Problem.Rule("freeMinutes", "belongs to packages of type freeMinutes only");
        var start = given.StartDate!.Value;
        if (given.EndDate < package.EarliestEnd(start)) throw TooShort(package, start);

        var number = PhoneNumbers.Did(given.Did);
        if (number is not null && did?.OfAnother(customer.CustomerId, start, given.EndDate) is { } other)
            throw Problem.Conflict("did", $"{number} belongs to {other} on some of these dates");
        var assigned = Assigned(given, assignmentId, customer.CustomerId, given.Quantity ?? package.Quantity,
            given.BillPast ?? start == today);
        if (number is null) return (assigned, null);
        var onDid = new DidAssigned(number, assignmentId, customer.CustomerId, package.PackageId, start, given.EndDate);
        if (given.AllowDuplicate != true) did?.RefuseDuplicate(onDid, number);
        return (assigned, onDid);
    }

    /// <summary>The assignment as given, with what was left out.</summary>
    internal static PackageAssigned Assigned(
        NewAssignment given, string assignmentId, string customerId, int? quantity, bool billPast) =>
        new(assignmentId, customerId, given.PackageId!, PhoneNumbers.Did(given.Did), given.StartDate!.Value, given)
        {
            Quantity = quantity, AutoDecrementCredit = given.AutoDecrementCredit ?? false, EndDate = given.EndDate,
            BilledThrough = given.BilledThrough, BillPast = billPast, SkipSetup = given.SkipSetup ?? false,
        };

    internal static ProblemException TooShort(OfferedPackage package, DateOnly start) => Problem.Rule("endDate",
        $"must not be before {Dates.Text(package.EarliestEnd(start))}: the package lasts at least "
            + $"{package.MinimumDays} days");

    internal sealed class Handler(CommandLog log, OfferedPackages packages, CustomerKeys keys, NumberHashes hashes)
        : IRequestHandler<AssignPackage, AssignmentCreated>
    {
        public async Task<AssignmentCreated> Handle(AssignPackage request, CancellationToken cancellationToken)
        {
            var (given, now) = (request.Given, log.Now);
            var (customer, _) = await log.Load<Customer>(
                Customer.Stream(request.CustomerId), Customer.Evolve, cancellationToken);
            if (customer is null) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            customer.NotErased();
            var package = await packages.Find(given.PackageId!, given.StartDate!.Value, cancellationToken)
                ?? throw Problem.NotFound("packageId", "package", given.PackageId!);
            var assignmentId = given.AssignmentId ?? Ids.New(now);
            var (sameId, _) = await log.Load<Assignment>(
                Assignment.Stream(assignmentId), Assignment.Evolve, cancellationToken);
            if (sameId is not null)
                throw Problem.Conflict("assignmentId", $"there is an assignment {assignmentId} already");
            var sealing = PhoneNumbers.Did(given.Did) is { } number
                ? SealedDid.Of(
                    number, await keys.Of(request.CustomerId, cancellationToken), await hashes.Ready(cancellationToken))
                : null;
            var (did, didVersion) = sealing is null
                ? (null, 0) : await log.Load<Did>(Did.Stream(sealing.Hash), Did.Evolve, cancellationToken);

            var (assigned, onDid) = Decide(
                given, assignmentId, customer, package, did, TimeZones.LocalDate(customer.TimeZone, now));
            return await log.Commit(new AssignmentCreated(assignmentId), cancellationToken,
            [
                new(Assignment.Stream(assignmentId), 0, [assigned.On(sealing)]),
                .. onDid is null || sealing is null
                    ? Array.Empty<StreamAppend>() : [new(Did.Stream(sealing.Hash), didVersion, [onDid.On(sealing)])],
            ]);
        }
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments
        .MapPost("", async (string customerId, NewAssignment body, IMediator mediator, CancellationToken ct) =>
        {
            var created = await mediator.Send(new AssignPackage(customerId, body), ct);
            return TypedResults.Created($"/api/customers/{customerId}/packages/{created.AssignmentId}", created);
        })
        .AllowOperate().WithName(nameof(AssignPackage))
        .WithSummary("Gives a package to a customer or to one of the customer's DIDs.");
}

/// <summary>What the request says. <c>AllowDuplicate</c> lets a DID have the same package twice on a date.</summary>
internal record NewAssignment(
    string? AssignmentId,
    string? PackageId,
    int? Quantity,
    DateOnly? StartDate,
    DateOnly? EndDate,
    string? Did,
    bool? AutoDecrementCredit,
    int? FreeMinutes,
    DateOnly? BilledThrough,
    bool? BillPast,
    bool? AllowDuplicate = null,
    bool? SkipSetup = null) : OwnTerms(Quantity, AutoDecrementCredit, FreeMinutes);
