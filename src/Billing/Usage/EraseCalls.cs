namespace PackageBilling.Billing.Usage;

/// <summary>
/// Erases destinations and DIDs of all calls of the months that ended before a date, by deleting their keys (domain:
/// "Calls"). Amounts, seconds and what is computed of them stay. Backups of the database hold the keys
/// as long as they are kept.
/// </summary>
internal sealed record EraseCalls(DateOnly? Before, string? Reason) : IRequest<CallsGone>
{
    internal sealed class Validator : AbstractValidator<EraseCalls>
    {
        public Validator()
        {
            RuleFor(erasure => erasure.Before).NotNull().WithMessage("is required").BusinessDate();
            RuleFor(erasure => erasure.Reason).NotNull()
                .WithMessage("must say why calls are erased").Line(Texts.Reason);
        }
    }

    internal static CallsErased Decide(DateOnly before) => new(before, CallKeys.MonthOf(before));

    internal sealed class Handler(CommandLog log, RequestContext context) : IRequestHandler<EraseCalls, CallsGone>
    {
        public async Task<CallsGone> Handle(EraseCalls request, CancellationToken cancellationToken)
        {
            var erased = Decide(request.Before!.Value);
            context.Reason = request.Reason;
            return await log.Commit(
                async (connection, ct) => new CallsGone(erased.Before, erased.Months, await CallVault.Delete(connection,
                    erased.Months, ct)), cancellationToken, new StreamAppend(Streams.Erasures, null, [erased]));
        }
    }

    internal sealed record Body(DateOnly? Before, string? Reason);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/usage/erase", async (Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new EraseCalls(body.Before, body.Reason ?? context.Reason), ct)))
        .AllowAdmin().WithName("EraseCalls").WithTags("Usage")
        .WithSummary("Erases destinations and DIDs of the calls of past months for good");
}
