using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// Takes a posted line back, once, with a reason (domain: "Credit", reversal). Credit is given back only if the line took it; the
/// line no longer counts as posted, so a run of its date posts it again if it is still due.
/// </summary>
internal sealed record ReverseLine(string ChargeId, string? Reason) : IRequest<ReportLine>
{
    internal sealed class Validator : AbstractValidator<ReverseLine>
    {
        public Validator() => RuleFor(reversal => reversal.Reason).NotNull().WithMessage("must say why the line is reversed").Line(Texts.Reason);
    }

    internal static LineReversed Decide(ReverseLine command, FoundLine found, decimal credit, DateOnly today)
    {
        if (ChargeIds.Reversed(command.ChargeId) is not null)
            throw found.IsReversed ? Refuse.Conflict("chargeId", "is a reversal, which is not taken back: a run of its date charges the line again if it is due")
                : Refuse.NotFound("chargeId", "charge", command.ChargeId);
        if (found.IsReversed) throw Refuse.Conflict("chargeId", "was reversed before; a line is reversed once");
        var returned = found.Line.DebitsCredit ? found.Line.Retail : 0;
        return new(found.Charges.CustomerId, today, found.Charges.Date, found.Charges.Currency, found.Line, command.Reason!, credit + returned);
    }

    internal sealed class Handler(CommandLog commands, IEventLog log, RequestContext context, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<ReverseLine, ReportLine>
    {
        public async Task<ReportLine> Handle(ReverseLine request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var found = await FoundLine.Find(source, log, ChargeIds.Reversed(request.ChargeId) ?? request.ChargeId, cancellationToken);
            var customerId = found.Charges.CustomerId;
            var (_, timeZone, _) = await KnownCustomers.Get(source, customerId, cancellationToken);
            var account = await Account.Load(log, customerId, cancellationToken);
            var reversed = Decide(request, found, account.Credit, TimeZones.LocalDate(timeZone, commands.Now));
            context.Reason = request.Reason;
            return await commands.Commit(ReportLine.Of(reversed), cancellationToken,
                new StreamAppend(Streams.Account(customerId), Streams.AccountType, found.AccountVersion, [reversed]));
        }
    }

    internal sealed record Body(string? Reason);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charges/{chargeId}/reverse", async (string chargeId, Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
            TypedResults.Created((string?)null, await mediator.Send(new ReverseLine(chargeId, body.Reason ?? context.Reason), ct)))
        .AllowOperate().WithName("ReverseLine").WithTags("Corrections").WithSummary("Takes a posted line back, once");
}
