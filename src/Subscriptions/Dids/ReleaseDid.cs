namespace PackageBilling.Subscriptions;

/// <summary>Gives a DID back: ends all its assignments on a date, inclusive (domain: "The assignment").</summary>
internal sealed record ReleaseDid(string Did, DateOnly? Date) : IRequest<ReleasedDid>
{
    internal sealed class Validator : AbstractValidator<ReleaseDid>
    {
        public Validator() => RuleFor(x => x.Date).NotNull().WithMessage("is required").BusinessDate();
    }

    /// <summary>
    /// The facts of each assignment that it ends or, when it starts later, cancels; minimum days do not count, and an
    /// end that is set already is never moved on. Null when the DID was released by that date before:
    /// a repeat is no event.
    /// </summary>
    internal static IReadOnlyList<(string AssignmentId, object Fact)>? Decide(Did did, DateOnly date)
    {
        if (did.Occupations.Values.All(occupation => occupation.ReleasedOn <= date)) return null;
        List<(string, object)> facts = [];
        foreach (var (assignmentId, occupation) in did.Occupations)
            if (occupation.StartDate > date)
                facts.Add((assignmentId, new AssignmentCancelled(assignmentId, occupation.CustomerId)));
            else if (occupation.EndDate is null || occupation.EndDate > date)
                facts.Add((assignmentId, new AssignmentEnded(assignmentId, occupation.CustomerId, date)));
        return facts;
    }

    internal sealed class Handler(CommandLog log, NumberHashes hashes) : IRequestHandler<ReleaseDid, ReleasedDid>
    {
        public async Task<ReleasedDid> Handle(ReleaseDid request, CancellationToken cancellationToken)
        {
            var number = PhoneNumbers.Did(request.Did) ?? throw NotThere(request.Did);
            var hash = (await hashes.Ready(cancellationToken))(number);
            var (did, version) = await log.Load<Did>(
                Subscriptions.Did.Stream(hash), Subscriptions.Did.Evolve, cancellationToken);
            if (Decide(did ?? throw NotThere(request.Did), request.Date!.Value) is not { } facts)
                return await log.Commit(new ReleasedDid([]), cancellationToken);

            List<StreamAppend> appends =
                [new(Subscriptions.Did.Stream(hash), version, [new DidReleased(hash, request.Date.Value)])];
            foreach (var (assignmentId, fact) in facts)
            {
                var stream = Assignment.Stream(assignmentId);
                var (_, assignmentVersion) = await log.Load<Assignment>(stream, Assignment.Evolve, cancellationToken);
                appends.Add(new(stream, assignmentVersion, [fact]));
            }
            return await log.Commit(
                new ReleasedDid([.. facts.Select(fact => fact.AssignmentId)]), cancellationToken, appends);
        }

        private static ProblemException NotThere(string did) => Problem.NotFound("did", "DID", did);
    }

    internal static void Map(RouteGroupBuilder dids) =>
        dids.MapPost("{did}/release", async (string did, DidRelease body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ReleaseDid(did, body.Date), ct)))
            .AllowOperate().WithName(nameof(ReleaseDid))
            .WithSummary("Gives a DID back: ends all its assignments on a date.");
}

/// <summary>What the request says.</summary>
internal sealed record DidRelease(DateOnly? Date);
