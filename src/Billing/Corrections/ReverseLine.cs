namespace PackageBilling.Billing.Corrections;

/// <summary>
/// Reverses a posted line, once, with a reason (domain: "Credit", reversal). Credit is given back only if the line took
/// it. The reversal lasts: the line goes on counting as posted. With <paramref name="ChargeAgain"/> it does not, so the
/// next run of its date posts it again if it is still due.
/// </summary>
internal sealed record ReverseLine(string ChargeId, string? Reason, bool ChargeAgain = false) : IRequest<ReportLine>
{
    internal sealed class Validator : AbstractValidator<ReverseLine>
    {
        public Validator() => RuleFor(reversal => reversal.Reason).NotNull()
            .WithMessage("must say why the line is reversed").Line(Texts.Reason);
    }

    internal static LineReversed Decide(ReverseLine command, FoundLine found, decimal credit, DateOnly today)
    {
        if (ChargeIds.Reversed(command.ChargeId) is not null)
            throw found.IsReversed ? Problem.Conflict(
                "chargeId", "is a reversal, which can't be reversed; Run Package charges the line again")
                : Problem.NotFound("chargeId", "charge", command.ChargeId);
        if (found.IsReversed) throw Problem.Conflict("chargeId", "was reversed before; a line is reversed once");
        if (found.IsCredited)
            throw Problem.Conflict("chargeId", "was taken back by a credit note before; a line is given back once");
        return Reverse(found.Charges, found.Line, command.Reason!, command.ChargeAgain, credit, today);
    }

    /// <summary>The reversal of a line that was not reversed before.</summary>
    /// <param name="charges">The event that holds the line.</param>
    /// <param name="line">The line.</param>
    /// <param name="reason">Why.</param>
    /// <param name="chargeAgain">Whether the next run of its date charges it.</param>
    /// <param name="credit">The customer's credit before it.</param>
    /// <param name="today">The customer's local date.</param>
    internal static LineReversed Reverse(
        ChargesPosted charges, ChargeLine line, string reason, bool chargeAgain, decimal credit, DateOnly today) => new(
            charges.CustomerId, today, charges.Date, charges.Currency, line, reason,
            credit + (line.DebitsCredit ? line.Retail : 0), chargeAgain);

    internal sealed class Handler(
        CommandLog commands, IEventLog log, RequestContext context, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<ReverseLine, ReportLine>
    {
        public async Task<ReportLine> Handle(ReverseLine request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var found = await FoundLine.Find(
                source, log, ChargeIds.Reversed(request.ChargeId) ?? request.ChargeId, cancellationToken);
            var customerId = found.Charges.CustomerId;
            var (_, timeZone, _) = await KnownCustomers.Get(source, customerId, cancellationToken);
            var account = await Account.Load(log, customerId, cancellationToken);
            var reversed = Decide(request, found, account.Credit, TimeZones.LocalDate(timeZone, commands.Now));
            context.Reason = request.Reason;
            return await commands.Commit(ReportLine.Of(reversed), cancellationToken,
                new StreamAppend(Streams.Account(customerId), found.AccountVersion, [reversed]));
        }
    }

    internal sealed record Body(string? Reason, bool ChargeAgain = false);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charges/{chargeId}/reverse", async (
            string chargeId, Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
            TypedResults.Created((string?)null,
                await mediator.Send(new ReverseLine(chargeId, body.Reason ?? context.Reason, body.ChargeAgain), ct)))
        .AllowOperate().WithName("ReverseLine").WithTags("Corrections")
        .WithSummary("Reverses a posted line, once and for good, or so that the next run of its date charges it again");
}
