namespace PackageBilling.Billing.Invoices;

/// <summary>Marks a customer's accrued lines up to a date as put on an invoice of another system, with its reference
/// (domain: "Credit").</summary>
internal sealed record MarkInvoiced(string? CustomerId, DateOnly? To, string? Reference) : IRequest<InvoicedLines>
{
    internal sealed class Validator : AbstractValidator<MarkInvoiced>
    {
        public Validator()
        {
            RuleFor(mark => mark.CustomerId).NotNull().Identifier();
            RuleFor(mark => mark.To).NotNull().BusinessDate();
            RuleFor(mark => mark.Reference).NotNull().Line(Texts.Reason);
        }
    }

    /// <summary>With nothing to mark there is no event: a repeat changes nothing.</summary>
    internal static AccruedInvoiced? Decide(MarkInvoiced command, OpenLines open, string currency, DateOnly today)
    {
        var lines = open.Through(command.To!.Value, ClosingInclude.Accrued);
        return lines.Count == 0 ? null : new(command.CustomerId!, today, command.To.Value, command.Reference!, currency,
            lines.Sum(line => line.Amount), [.. lines.Select(line => line.ChargeId)], open.Credit)
        {
            OpenSince = open.SinceAfter(command.To.Value),
        };
    }

    internal sealed class Handler(CommandLog commands, IEventLog log, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<MarkInvoiced, InvoicedLines>
    {
        public async Task<InvoicedLines> Handle(MarkInvoiced request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var (currency, timeZone, _) = await KnownCustomers.Get(source, request.CustomerId!, cancellationToken);
            var stream = Streams.Account(request.CustomerId!);
            var open = OpenLines.Of(await log.ReadStream(stream, cancellationToken));
            var invoiced = Decide(request, open, currency, TimeZones.LocalDate(timeZone, commands.Now));
            if (invoiced is null) return await commands.Commit(new InvoicedLines(0, []), cancellationToken);
            return await commands.Commit(
                new InvoicedLines(invoiced.ChargeId.Count, [new(currency, invoiced.ChargeId.Count, invoiced.Amount)]),
                cancellationToken, new StreamAppend(stream, open.Version, [invoiced]));
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charges/invoiced", async (MarkInvoiced body, IMediator mediator,
            CancellationToken ct) => TypedResults.Ok(await mediator.Send(body, ct)))
        .AllowOperate().WithName("MarkInvoiced").WithTags("Corrections")
        .WithSummary("Marks accrued lines up to a date as invoiced by another system");
}
