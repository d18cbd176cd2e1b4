using PackageBilling.Messaging.Mail;

namespace PackageBilling.Billing.Invoices.Sending;

/// <summary>Has a document sent by e-mail, to the customer's address or to another one (domain: "Invoices",
/// mail).</summary>
internal sealed record SendInvoice(string Number, string? To) : IRequest<MailAsked>
{
    internal sealed class Validator : AbstractValidator<SendInvoice>
    {
        public Validator() => RuleFor(send => send.To).EmailAddress();
    }

    internal sealed class Handler(
        CommandLog commands, NpgsqlDataSource source, ReadBarrier barrier, CustomerKeys keys, MailSettings mail)
        : IRequestHandler<SendInvoice, MailAsked>
    {
        public async Task<MailAsked> Handle(SendInvoice request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var invoice = (await InvoiceRows.Get(source, request.Number, null, cancellationToken)).Summary;
            if (!mail.IsOn)
                throw Problem.Conflict("number", "nothing can be sent: no mail server is set (Smtp:Host)");
            var to = request.To is { } address
                ? (await keys.Of(invoice.CustomerId, cancellationToken)).Seal(address)
                : await InvoicedCustomers.Email(source, invoice.CustomerId, cancellationToken)
                    ?? throw Problem.Rule("to", $"customer {invoice.CustomerId} has no e-mail address in its billing "
                        + "details; give one");
            var asked = new InvoiceSendAsked(invoice.CustomerId, request.Number, Ids.New(commands.Now), to);
            return await commands.Commit(new MailAsked(asked.MailId, request.Number, to), cancellationToken,
                new StreamAppend(Streams.Invoice(request.Number), null, [asked]));
        }
    }

    internal sealed record Body(string? To = null);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/invoices/{number}/send", async (
            string number, Body body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Accepted($"/api/invoices/{number}", await mediator.Send(new SendInvoice(number, body.To), ct)))
        .AllowOperate().WithName("SendInvoice").WithTags("Invoices")
        .WithSummary("Sends an invoice or credit note by e-mail");
}

/// <summary>A mail waits to be sent.</summary>
/// <param name="MailId">Its id.</param>
/// <param name="Number">The document.</param>
/// <param name="To">The address.</param>
internal sealed record MailAsked(string MailId, string Number, string To);
