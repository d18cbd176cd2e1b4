namespace PackageBilling.Auditing.Heads;

/// <summary>
/// Goes on with a log that does not hold the head that this host kept, after a restore for example. Who accepted it,
/// and why, is in the log; the file with the kept head is renamed and stays (docs/audit.md).
/// </summary>
internal sealed record AcceptHead(string? Reason) : IRequest<HeadTaken>
{
    internal sealed class Validator : AbstractValidator<AcceptHead>
    {
        public Validator() => RuleFor(accept => accept.Reason)
            .NotEmpty().WithMessage("must say why the log does not hold the head that was kept").Line(Texts.Reason);
    }

    internal sealed class Handler(CommandLog commands, RequestContext context, KeepHead keeping)
        : IRequestHandler<AcceptHead, HeadTaken>
    {
        public async Task<HeadTaken> Handle(AcceptHead request, CancellationToken cancellationToken)
        {
            var (warning, kept) = await keeping.Look(cancellationToken);
            if (warning is null) throw Problem.Conflict("head", "is in the chains, so there is nothing to accept");
            context.Reason = request.Reason;
            var answer = await commands.Commit(new HeadTaken(kept?.Head, warning), cancellationToken,
                new StreamAppend(AuditStreams.Heads, null, [new HeadAccepted(kept?.Head, kept?.SeenAt, warning)]));
            try
            {
                await keeping.Accept(cancellationToken);
            }
            catch (HeadFileException e)
            {
                throw Problem.Conflict("head", $"was accepted, but its file could not be replaced. {e.Message}");
            }
            return answer;
        }
    }

    internal sealed record Body(string? Reason);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/audit/head/accept", async (
                Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new AcceptHead(body.Reason ?? context.Reason), ct)))
        .AllowAdmin().WithName("AcceptHead").WithTags("Audit")
        .WithSummary("Goes on with a log that does not hold the head that this host kept, after a restore for example");
}

/// <summary>A kept head that was given up.</summary>
/// <param name="Head">The head; null when its file could not be read.</param>
/// <param name="Warning">What was wrong with it.</param>
internal sealed record HeadTaken(string? Head, string Warning);
