using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PackageBilling.Messaging.Mail;

namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>Closes a period: an invoice for each customer with open lines up to a date (domain: "Invoices",
/// closing).</summary>
internal sealed record StartClosing(
    DateOnly? Through, IReadOnlyList<string>? CustomerIds = null, ClosingInclude Include = ClosingInclude.Accrued,
    string? Reason = null, bool Send = false)
    : IRequest<ClosingAsked>
{
    internal sealed class Validator : AbstractValidator<StartClosing>
    {
        public Validator()
        {
            RuleFor(closing => closing.Through).NotNull().BusinessDate();
            RuleFor(closing => closing.CustomerIds).NamedIds();
            RuleFor(closing => closing.Reason).Line(Texts.Reason);
        }
    }

    /// <summary>What is asked for, checked against what is known.</summary>
    /// <exception cref="ProblemException">The date has not come anywhere, or a customer is not known.</exception>
    internal static async Task<ClosingStarted> Check(
        StartClosing asked, string closingId, DateTimeOffset now, NpgsqlDataSource source, CancellationToken ct)
    {
        var last = DateOnly.FromDateTime(now.UtcDateTime + EasternmostZone);
        if (asked.Through > last)
            throw Problem.Rule("through", $"must not be in the future; the latest date that has begun anywhere is "
                + Dates.Text(last));
        var customers = asked.CustomerIds.Sorted();
        if (customers is not null) await KnownCustomers.EnsureAll(source, customers, ct);
        var bounds = customers is not null ? [] : await RunCustomers.Bounds(
            source, null, ClosingLimits.Shares, ClosingLimits.CustomersPerShare, ct);
        return new(closingId, asked.Through!.Value, asked.Include, customers, bounds) { Send = asked.Send };
    }

    // UTC+14: the Line Islands.
    private static readonly TimeSpan EasternmostZone = TimeSpan.FromHours(14);

    internal sealed class Handler(
        CommandLog log, RequestContext context, NpgsqlDataSource source, ReadBarrier barrier, MailSettings mail)
        : IRequestHandler<StartClosing, ClosingAsked>
    {
        public async Task<ClosingAsked> Handle(StartClosing request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            if (request.Send && !mail.IsOn)
                throw Problem.Rule("send", "nothing can be sent: no mail server is set (Smtp:Host)");
            context.Reason = request.Reason;
            var closingId = Ids.New(log.Now);
            var started = await Check(request, closingId, log.Now, source, cancellationToken);
            return await log.Commit(new ClosingAsked(closingId), cancellationToken,
                new StreamAppend(Streams.Closing(closingId), 0, [started]));
        }
    }

    internal sealed record Body(
        DateOnly? Through, IReadOnlyList<string>? CustomerIds = null, ClosingInclude Include = ClosingInclude.Accrued,
        bool Simulate = true, string? Reason = null, bool Send = false)
        : ISimulated;

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/invoices/close", Post)
        .AllowSimulateOrOperate().WithName("ClosePeriod").WithTags("Invoices")
        .WithSummary("Shows the invoices that closing a period would issue, and issues them");

    private static async Task<Results<Ok<ClosingReport>, Accepted<ClosingReport>>> Post(
        Body body, HttpRequest http, RequestContext context, IMediator mediator, ClosingWorker worker,
        ClosingReports reports, CancellationToken ct)
    {
        var closing = new StartClosing(
            body.Through, body.CustomerIds, body.Include, body.Reason ?? context.Reason, body.Send);
        if (body.Simulate) return TypedResults.Ok(await mediator.Send(new SimulateClosing(closing), ct));
        var asked = await mediator.Send(closing, ct);
        await PreferWait.For(
            worker.Execute(asked.ClosingId), PreferWait.Read(http) ?? ClosingLimits.Wait, ct);
        var report = await reports.Of(asked.ClosingId, ct);
        var location = string.Create(CultureInfo.InvariantCulture, $"/api/invoices/closings/{asked.ClosingId}");
        http.HttpContext.Response.Headers.Location = location;
        return report.Status == RunView.Running ? TypedResults.Accepted(location, report) : TypedResults.Ok(report);
    }
}

/// <summary>A closing was asked for; it is carried out on its own.</summary>
internal sealed record ClosingAsked(string ClosingId);
