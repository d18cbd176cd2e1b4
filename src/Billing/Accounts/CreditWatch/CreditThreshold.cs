namespace PackageBilling.Billing.Accounts.CreditWatch;

/// <summary>Sets from what available credit down a customer's credit counts as low; null for never.</summary>
internal sealed record SetCreditThreshold(string CustomerId, decimal? Threshold) : IRequest<CreditThreshold>
{
    internal sealed class Validator : AbstractValidator<SetCreditThreshold>
    {
        public Validator() => RuleFor(set => set.Threshold).Price();
    }

    internal sealed class Handler(CommandLog commands, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<SetCreditThreshold, CreditThreshold>
    {
        public async Task<CreditThreshold> Handle(SetCreditThreshold request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            var stream = Streams.CreditThreshold(request.CustomerId);
            var (before, version) = await commands.Load<CreditThreshold>(
                stream, CreditThreshold.Evolve, cancellationToken);
            var after = new CreditThreshold(request.CustomerId, request.Threshold);
            IReadOnlyList<object> facts = before?.Threshold == request.Threshold
                ? [] : [new CreditThresholdSet(request.CustomerId, request.Threshold)];
            return await commands.Commit(after, cancellationToken, new StreamAppend(stream, version, facts));
        }
    }

    internal sealed record Body(decimal? Threshold);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/customers/{customerId}/credit-threshold", async (
            string customerId, Body body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new SetCreditThreshold(customerId, body.Threshold), ct)))
        .AllowOperate().WithName("SetCreditThreshold").WithTags("Credit")
        .WithSummary("Sets from what available credit down a customer's credit counts as low");
}

/// <summary>A customer's threshold.</summary>
internal sealed record GetCreditThreshold(string CustomerId) : IRequest<CreditThreshold>
{
    internal sealed class Handler(CommandLog commands, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<GetCreditThreshold, CreditThreshold>
    {
        public async Task<CreditThreshold> Handle(GetCreditThreshold request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            var (threshold, _) = await commands.Load<CreditThreshold>(
                Streams.CreditThreshold(request.CustomerId), CreditThreshold.Evolve, cancellationToken);
            return threshold ?? new(request.CustomerId, null);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/credit-threshold", async (
            string customerId, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetCreditThreshold(customerId), ct)))
        .AllowRead().WithName("GetCreditThreshold").WithTags("Credit")
        .WithSummary("From what available credit down a customer's credit counts as low");
}

/// <summary>From what available credit down a customer's credit counts as low; null for never.</summary>
internal sealed record CreditThreshold(string CustomerId, decimal? Threshold)
{
    public static CreditThreshold? Evolve(CreditThreshold? state, object fact) =>
        fact is CreditThresholdSet set ? new(set.CustomerId, set.Threshold) : state;
}
