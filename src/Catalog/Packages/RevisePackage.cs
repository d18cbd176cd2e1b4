namespace PackageBilling.Catalog;

/// <summary>
/// Gives a package other terms from a date on (domain: "The package"). A retired package can be revised, since its
/// assignments go on; it claims no name.
/// </summary>
internal sealed record RevisePackage : TermsGiven, IRequest<Versioned<PackageView>>
{
    internal const string FreeMinutesOnly = "only packages of type freeMinutes have this";

    public string? PackageId { get; init; }

    public string? Type { get; init; }

    public string? Currency { get; init; }

    public DateOnly? EffectiveFrom { get; init; }

    internal sealed class Validator : AbstractValidator<RevisePackage>
    {
        public Validator(PlatformFeatures features)
        {
            Include(new TermsRules(features));
            RuleFor(x => x.EffectiveFrom).BusinessDate();
        }
    }

    /// <summary>
    /// What days bill and what is settled on them may change for dates that nobody has reached yet only; prices for any
    /// date. The same revision once more is no event.
    /// </summary>
    internal static PackageRevised? Decide(RevisePackage command, Package package, DateTimeOffset now)
    {
        if (command.Type is { } type
            && (!Spelling.Types.TryGetValue(type, out var known) || known != package.Defined.Type))
            throw Problem.Rule("type", "never changes; define another package");
        if (command.Currency is { } currency && currency != package.Defined.Currency)
            throw Problem.Rule("currency", $"never changes: it is {package.Defined.Currency}; define another package");
        var terms = command.Terms();
        if (package.Defined.Type != PackageType.FreeMinutes && OfFreeMinutes(terms) is { } misplaced)
            throw Problem.Rule(misplaced, FreeMinutesOnly);

        var from = command.EffectiveFrom ?? TimeZones.UtcToday(now);
        var before = package.TermsOn(from);
        if (package.RevisionOn(from) is { } last && last.EffectiveFrom == from && Changes.None(last.Terms, terms))
            return null;
        EnsureNotOver(from, now, before, terms);
        return new(package.Defined.PackageId, from, terms);
    }

    /// <summary>Refuses to change what a date bills and settles when somebody may have run that date.</summary>
    internal static void EnsureNotOver(DateOnly from, DateTimeOffset now, PackageTerms before, PackageTerms after)
    {
        var latestToday = TimeZones.LatestToday(now);
        if (from <= latestToday && Changes.OfSchedule(before, after) is { } field)
            throw Problem.Rule("effectiveFrom",
                $"must be after {Dates.Text(latestToday)}, when today is over everywhere, to change {field}");
    }

    private static string? OfFreeMinutes(PackageTerms terms) =>
        terms.Destinations.Count > 0 ? "destinations"
        : terms.RolloverMinutes > 0 ? "rolloverMinutes"
        : terms.MinutesTimesQuantity ? "minutesTimesQuantity"
        : null;

    /// <summary>The name that the package takes with a revision; null when it has it already,
    /// or takes none since it is retired.</summary>
    internal static string? NewName(Package package, PackageRevised revised) =>
        package.IsRetired || package.Names.Any(name => NameKey.Of(name) == NameKey.Of(revised.Terms.Name))
            ? null : revised.Terms.Name;

    internal sealed class Handler(CommandLog log, RequestContext context)
        : IRequestHandler<RevisePackage, Versioned<PackageView>>
    {
        public async Task<Versioned<PackageView>> Handle(RevisePackage request, CancellationToken cancellationToken)
        {
            var (package, version) = await log.Load<Package>(
                Package.Stream(request.PackageId!), Package.Evolve, cancellationToken);
            if (package is null) throw Problem.NotFound("packageId", "package", request.PackageId!);
            context.EnsureSeen(version);
            if (Decide(request, package, log.Now) is not { } revised)
                return new(PackageView.Of(package, request.EffectiveFrom ?? TimeZones.UtcToday(log.Now)), version);

            List<StreamAppend> appends = [new(Package.Stream(request.PackageId!), version, [revised])];
            if (NewName(package, revised) is { } name)
            {
                var (taken, nameVersion) = await log.Load<PackageName>(
                    PackageName.Stream(name), PackageName.Evolve, cancellationToken);
                if (taken is not null && taken.Owner != request.PackageId)
                    throw Problem.Conflict("name", $"is the name of package {taken.Owner} already");
                // Its own already: somebody has revised it since it was loaded, which the commit finds,
                // and this is decided again.
                if (taken is null)
                    appends.Add(
                        new(PackageName.Stream(name), nameVersion, [new PackageNameClaimed(name, request.PackageId!)]));
            }
            var after = Package.Evolve(package, revised)!;
            return await log.Commit(
                new Versioned<PackageView>(PackageView.Of(after, revised.EffectiveFrom), version + 1),
                cancellationToken, appends);
        }
    }

    internal static void Map(RouteGroupBuilder packages) =>
        packages.MapPut("{packageId}", async (
            string packageId, RevisePackage body, IMediator mediator, HttpResponse response, CancellationToken ct) =>
        {
            if (body.PackageId is { } given && given != packageId)
                throw Problem.Rule("packageId", "must be the id in the path, or left out");
            return TypedResults.Ok(response.WithETag(await mediator.Send(body with { PackageId = packageId }, ct)));
        })
        .AllowAdmin().TakesIfMatch().WithName(nameof(RevisePackage))
        .WithSummary("Gives a package other terms from a date on.");
}
