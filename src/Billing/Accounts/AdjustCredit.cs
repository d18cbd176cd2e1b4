namespace PackageBilling.Billing.Accounts;

/// <summary>Corrects a customer's credit by hand, up or down, with a reason (domain: "Credit").</summary>
internal sealed record AdjustCredit(string CustomerId, decimal? Amount, string? Reason) : IRequest<CreditAdjustment>
{
    internal sealed class Validator : AbstractValidator<AdjustCredit>
    {
        public Validator()
        {
            RuleFor(adjustment => adjustment.Amount).NotNull().NotZeroAmount();
            RuleFor(adjustment => adjustment.Reason).NotNull()
                .WithMessage("must say why the credit is adjusted").Line(Texts.Reason);
        }
    }

    internal static CreditAdjusted Decide(AdjustCredit command, Account account, string adjustmentId, DateOnly today) =>
        new(command.CustomerId, today, adjustmentId, command.Amount!.Value, command.Reason!,
            account.Credit + command.Amount.Value);

    internal sealed class Handler(
        CommandLog commands, IEventLog log, RequestContext context, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<AdjustCredit, CreditAdjustment>
    {
        public async Task<CreditAdjustment> Handle(AdjustCredit request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var (_, timeZone, _) = await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            var account = await Account.Load(log, request.CustomerId, cancellationToken);
            var adjusted = Decide(request, account, Ids.New(commands.Now), TimeZones.LocalDate(timeZone, commands.Now));
            context.Reason = request.Reason;
            return await commands.Commit(new CreditAdjustment(
                adjusted.AdjustmentId, request.CustomerId, adjusted.Amount, adjusted.Reason, adjusted.CreditAfter),
                cancellationToken, new StreamAppend(Streams.Account(request.CustomerId), account.Version, [adjusted]));
        }
    }

    internal sealed record Body(decimal? Amount, string? Reason);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/customers/{customerId}/adjustments", async (
            string customerId, Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
            TypedResults.Created((string?)null,
                await mediator.Send(new AdjustCredit(customerId, body.Amount, body.Reason ?? context.Reason), ct)))
        .AllowOperate().WithName("AdjustCredit").WithTags("Credit")
        .WithSummary("Corrects the credit by hand, with a reason");
}
