using System.Globalization;

namespace PackageBilling.Subscriptions;

/// <summary>
/// Gives a package to many DIDs of a customer, or makes many assignments, in one request: all or none. Each is decided
/// by the rules of <see cref="AssignPackage"/>, after those before it.
/// </summary>
internal sealed record AssignMany(string CustomerId, NewAssignments Given) : IRequest<AssignmentsCreated>
{
    /// <summary>The most assignments of one request, which are one transaction.</summary>
    public const int Max = 10_000;

    internal sealed class Validator : AbstractValidator<AssignMany>
    {
        private static readonly string Count = string.Create(
            CultureInfo.InvariantCulture, $"must be from 1 to {Max:N0}, none of them null");

        public Validator()
        {
            RuleFor(x => x.Given.Dids).NotNull().When(x => x.Given.Items is null)
                .OverridePropertyName("dids").WithMessage("give either dids or items");
            RuleFor(x => x.Given.Items).Null().When(x => x.Given.Dids is not null)
                .OverridePropertyName("items").WithMessage("give either dids or items");
            RuleFor(x => x.Given.Dids).Must(IsSome).OverridePropertyName("dids").WithMessage(Count);
            RuleFor(x => x.Given.Items).Must(IsSome).OverridePropertyName("items").WithMessage(Count);
            RuleFor(x => x.Given.Items).Must((x, items) => items is null || x.Given.OnlyItems == x.Given)
                .OverridePropertyName("items")
                .WithMessage("each says all of its assignment: leave out the other fields");
            RuleFor(x => x.Given.Did).Null().OverridePropertyName("did").WithMessage("belongs in dids");
            RuleFor(x => x.Given.AssignmentId).Null().OverridePropertyName("assignmentId")
                .WithMessage("belongs to items: many assignments can't have one id");
            RuleFor(x => x.Given).SetValidator(new AssignmentRules()).When(x => x.Given.Dids is not null)
                .OverridePropertyName("");
            RuleForEach(x => x.Given.Dids).DidNumber().When(x => IsSome(x.Given.Dids)).OverridePropertyName("dids");
            RuleForEach(x => x.Given.Items).SetValidator(new AssignmentRules()).When(x => IsSome(x.Given.Items))
                .OverridePropertyName("items");
        }

        private static bool IsSome<T>(IReadOnlyList<T?>? list) where T : class =>
            list is null || (list.Count is > 0 and <= Max && list.All(one => one is not null));
    }

    /// <summary>The assignments that are asked for, one by one.</summary>
    internal IReadOnlyList<NewAssignment> All() => Given.Dids is { } dids
        ? [.. dids.Select(did => Given with { Did = did, Dids = null })]
        : Given.Items!;

    internal sealed class Handler(
        CommandLog commands, IEventLog log, OfferedPackages packages, CustomerKeys keys, NumberHashes hashes)
        : IRequestHandler<AssignMany, AssignmentsCreated>
    {
        public async Task<AssignmentsCreated> Handle(AssignMany request, CancellationToken cancellationToken)
        {
            var now = commands.Now;
            var (customer, _) = await commands.Load<Customer>(
                Customer.Stream(request.CustomerId), Customer.Evolve, cancellationToken);
            if (customer is null) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            customer.NotErased();
            var catalog = await packages.All([], ReadBarrier.Patience, cancellationToken);
            var asked = request.All().Select(given => (Given: given, Id: given.AssignmentId ?? Ids.New(now))).ToList();
            var hash = await hashes.Ready(cancellationToken);
            var key = asked.Exists(one => one.Given.Did is not null)
                ? await keys.Of(request.CustomerId, cancellationToken) : null;
            var known = await log.ReadStreams(
            [
                .. asked.Where(one => one.Given.AssignmentId is not null).Select(one => Assignment.Stream(one.Id)),
                .. asked.Select(one => PhoneNumbers.Did(one.Given.Did)).OfType<string>().Distinct()
                    .Select(number => Did.Stream(hash(number))),
            ], cancellationToken);

            var (appends, dids) = (new Dictionary<string, StreamAppend>(StringComparer.Ordinal),
                new Dictionary<string, Did?>(StringComparer.Ordinal));
            var today = TimeZones.LocalDate(customer.TimeZone, now);
            for (var i = 0; i < asked.Count; i++)
            {
                var (given, id) = asked[i];
                try
                {
                    Add(given, id);
                }
                catch (ProblemException refused)
                {
                    var field = request.Given.Items is null && refused.Field is "did" or "allowDuplicate"
                        ? $"dids[{i}]" : request.Given.Items is null ? refused.Field : $"items[{i}].{refused.Field}";
                    throw new ProblemException(
                        refused.Kind == ProblemKind.NotFound ? ProblemKind.Rule : refused.Kind, field, refused.Message);
                }
            }
            return await commands.Commit(
                new AssignmentsCreated([.. asked.Select(one => one.Id)]), cancellationToken, [.. appends.Values]);

            void Add(NewAssignment given, string id)
            {
                var package = catalog.Find(given.PackageId!, given.StartDate!.Value)
                    ?? throw Problem.NotFound("packageId", "package", given.PackageId!);
                if (known.ContainsKey(Assignment.Stream(id)) || appends.ContainsKey(Assignment.Stream(id)))
                    throw Problem.Conflict("assignmentId", $"there is an assignment {id} already");
                var sealing = PhoneNumbers.Did(given.Did) is { } number ? SealedDid.Of(number, key!, hash) : null;
                var stream = sealing is null ? null : Did.Stream(sealing.Hash);
                var (did, version) = stream is null ? (null, 0) : known.Fold<Did>(stream, Did.Evolve);
                if (stream is not null) did = dids.GetValueOrDefault(stream, did);
                var (assigned, onDid) = AssignPackage.Decide(given, id, customer, package, did, today);
                appends.Add(Assignment.Stream(id), new(Assignment.Stream(id), 0, [assigned.On(sealing)]));
                if (stream is null || onDid is null) return;
                dids[stream] = Did.Evolve(did, onDid);
                var before = appends.GetValueOrDefault(stream)?.Events ?? [];
                appends[stream] = new(stream, version, [.. before, onDid.On(sealing!)]);
            }
        }
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments
        .MapPost("batch", async (string customerId, NewAssignments body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Created(
                $"/api/customers/{customerId}/packages", await mediator.Send(new AssignMany(customerId, body), ct)))
        .AllowOperate().WithName(nameof(AssignMany))
        .WithSummary("Gives a package to many DIDs, or makes many assignments: all or none.");
}

/// <summary>
/// What the request says: <c>dids</c>, each of which gets an assignment as described beside them, or <c>items</c>, each
/// of which describes one.
/// </summary>
internal sealed record NewAssignments(
    IReadOnlyList<string?>? Dids,
    IReadOnlyList<NewAssignment>? Items,
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
    bool? SkipSetup = null)
    : NewAssignment(
        AssignmentId, PackageId, Quantity, StartDate, EndDate, Did, AutoDecrementCredit, FreeMinutes, BilledThrough,
        BillPast, AllowDuplicate, SkipSetup)
{
    /// <summary>Nothing but its items.</summary>
    internal NewAssignments OnlyItems =>
        new(null, Items, null, null, null, null, null, null, null, null, null, null);
}
