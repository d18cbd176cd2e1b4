namespace PackageBilling.Catalog;

/// <summary>Defines a package (domain: "The package").</summary>
internal sealed record DefinePackage : TermsGiven, IRequest<PackageCreated>
{
    public string? PackageId { get; init; }

    public string? Type { get; init; }

    public string? Currency { get; init; }

    internal PackageType KnownType => Type is null ? PackageType.Standard : Spelling.Types[Type];

    internal sealed class Validator : AbstractValidator<DefinePackage>
    {
        public Validator(PlatformFeatures features)
        {
            Include(new TermsRules(features));
            RuleFor(x => x.PackageId).Identifier();
            RuleFor(x => x.Type).Must(type => type is null || Spelling.Types.ContainsKey(type))
                .WithMessage("must be standard or freeMinutes");
            RuleFor(x => x.Currency).CurrencyCode();
            RuleFor(x => x.Destinations)
                .Must(prefixes => Catalog.Destinations.Fault(prefixes) is not null
                    || Catalog.Destinations.Prefixes(prefixes).Count == 0)
                .When(x => x.Type is null or "standard").WithMessage(RevisePackage.FreeMinutesOnly);
            RuleFor(x => x.RolloverMinutes).Must(minutes => minutes is null or 0)
                .When(x => x.Type is null or "standard").WithMessage(RevisePackage.FreeMinutesOnly);
            RuleFor(x => x.MinutesTimesQuantity).Must(times => times is not true)
                .When(x => x.Type is null or "standard").WithMessage(RevisePackage.FreeMinutesOnly);
        }
    }

    /// <summary>An id is never used twice, not even after the package was retired.</summary>
    internal static PackageDefined Decide(
        DefinePackage command, string packageId, Package? sameId, PackageName? sameName)
    {
        if (sameId is not null) throw Problem.Conflict("packageId", $"there is a package {packageId} already");
        if (sameName is not null) throw Problem.Conflict("name", $"is the name of package {sameName.Owner} already");
        return new(packageId, command.KnownType, command.Currency ?? Currencies.Default, command.Terms());
    }

    internal sealed class Handler(CommandLog log) : IRequestHandler<DefinePackage, PackageCreated>
    {
        public async Task<PackageCreated> Handle(DefinePackage request, CancellationToken cancellationToken)
        {
            var packageId = request.PackageId ?? Ids.New(log.Now);
            var (sameId, _) = await log.Load<Package>(Package.Stream(packageId), Package.Evolve, cancellationToken);
            var nameStream = PackageName.Stream(request.Name!);
            var (sameName, nameVersion) = await log.Load<PackageName>(
                nameStream, PackageName.Evolve, cancellationToken);
            var defined = Decide(request, packageId, sameId, sameName);
            return await log.Commit(new PackageCreated(packageId), cancellationToken,
                new StreamAppend(Package.Stream(packageId), 0, [defined]),
                new StreamAppend(nameStream, nameVersion, [new PackageNameClaimed(defined.Terms.Name, packageId)]));
        }
    }

    internal static void Map(RouteGroupBuilder packages) =>
        packages.MapPost("", async (DefinePackage body, IMediator mediator, CancellationToken ct) =>
        {
            var created = await mediator.Send(body, ct);
            return TypedResults.Created($"/api/packages/{created.PackageId}", created);
        })
        .AllowAdmin().WithName(nameof(DefinePackage)).WithSummary("Defines a package.");
}
