using PackageBilling.Messaging.Mail;

namespace PackageBilling.Billing.Invoices;

/// <summary>An invoice or credit note with its lines, and what was paid of it, as known now or then.</summary>
internal sealed record GetInvoice(string Number, AsKnownAt? KnownAt = null) : IRequest<InvoiceView>
{
    internal sealed class Handler(
        IssuedInvoices invoices, IEventLog log, NpgsqlDataSource source, MailSettings mail)
        : IRequestHandler<GetInvoice, InvoiceView>
    {
        public async Task<InvoiceView> Handle(GetInvoice request, CancellationToken cancellationToken)
        {
            var (row, stored, knownAt) = await invoices.Get(request.Number, request.KnownAt, cancellationToken);
            var issued = (InvoiceIssued)stored.Data;
            var credited = new TakenBack(
                await invoices.Notes(request.Number, knownAt, cancellationToken), new HashSet<string>()).Credited;
            return new(
                row.Summary, Party(issued.Seller), Party(issued.Buyer), issued.Lines.Min(line => line.Date),
                [.. issued.Lines.Select(line => Line(line, credited))],
                [.. issued.Taxes.Select(tax => new InvoiceTaxView(tax.Name, tax.Percent, tax.Amount))],
                await InvoiceRows.Entries(source, request.Number, knownAt, cancellationToken), issued.Reason,
                issued.ClosingId, stored.Metadata.Actor, stored.Metadata.RecordedAt,
                SentMails.Of((await log.ReadStream(Streams.Invoice(request.Number), cancellationToken))
                    .TakeWhile(one => one.Position <= (knownAt ?? long.MaxValue))), mail.IsOn);
        }

        private static InvoiceLineView Line(InvoiceLine line, IReadOnlySet<string> credited) => new(
            line.ChargeId, line.Kind.Text(), line.Date, line.PackageId, line.Package, line.Did, line.Quantity,
            line.UnitPrice, line.Amount, line.From, line.To, line.FromCredit, credited.Contains(line.ChargeId));

        private static InvoiceParty Party(PrintedParty party) =>
            new(party.Name, party.Address, party.Email, party.TaxId);
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/invoices/{number}", async (
            string number, string? knownAt, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetInvoice(number, AsKnownAt.Read(knownAt)), ct)))
        .AllowRead().WithName("GetInvoice").WithTags("Invoices")
        .WithSummary("An invoice or credit note with its lines, and what was paid of it");
}
