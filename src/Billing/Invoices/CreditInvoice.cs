namespace PackageBilling.Billing.Invoices;

/// <summary>
/// Issues a credit note for an invoice: for all its lines or some of them, each once (domain: "Invoices", credit note).
/// It takes its total off what is left to pay; the rest is credit. Its lines can wait for another invoice.
/// </summary>
/// <param name="Number">The invoice.</param>
/// <param name="Lines">The charge ids of the lines; null for all that no credit note took back.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rebill">Whether the lines wait for an invoice again.</param>
internal sealed record CreditInvoice(
    string Number, IReadOnlyList<string>? Lines, string? Reason, bool Rebill = false) : IRequest<InvoiceNumber>
{
    internal sealed class Validator : AbstractValidator<CreditInvoice>
    {
        public Validator()
        {
            RuleFor(credit => credit.Reason).NotNull().WithMessage("must say why the invoice is credited")
                .Line(Texts.Reason);
            RuleFor(credit => credit.Lines).Must(lines => lines is null or { Count: > 0 })
                .WithMessage("must name at least one line, or be left out for all");
            RuleFor(credit => credit.Lines).Must(lines => lines is null || !lines.Contains(null!))
                .WithMessage("must not be null");
        }
    }

    /// <summary>The credit note, without its number.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="invoice">The invoice.</param>
    /// <param name="before">What of it was taken back before.</param>
    /// <param name="left">What is left to pay of it.</param>
    /// <param name="credit">The customer's credit.</param>
    /// <param name="today">The customer's local date.</param>
    /// <exception cref="ProblemException">It is no invoice, or a line is not on it or was taken back.</exception>
    internal static InvoiceIssued Decide(
        CreditInvoice command, InvoiceIssued invoice, TakenBack before, decimal left, decimal credit, DateOnly today)
    {
        if (invoice.Kind != InvoiceKind.Invoice)
            throw Problem.Rule("number", $"{invoice.Number} is a credit note, not an invoice");
        var lines = Chosen(command, invoice, before);
        var sums = before.Next(invoice, lines);
        if (sums.Total > 0)
            throw Problem.Rule("lines", $"come to {Amounts.Text(-sums.Total)}: taking them back would charge the "
                + "customer, which a credit note can't");
        // Lines that took credit and are billed again have taken it still.
        var back = -sums.Total - (command.Rebill ? lines.Where(line => line.FromCredit).Sum(line => line.Amount) : 0);
        var takenOff = before.Credited.Count + lines.Count == invoice.Lines.Count
            ? left : Currencies.WholeUnits(Math.Clamp(back, 0, left), invoice.Currency);
        back -= takenOff;
        return invoice with
        {
            Kind = InvoiceKind.CreditNote, Sequence = 0, Number = "", On = today, DueOn = null,
            Lines = [.. lines.Select(line => line with { UnitPrice = -line.UnitPrice, Amount = -line.Amount })],
            Net = sums.Net, Taxes = sums.Taxes, Rounding = sums.Rounding, Total = sums.Total, PaidFromCredit = 0,
            Settled = command.Rebill ? -lines.Where(line => !line.FromCredit).Sum(line => line.Amount) : 0,
            CreditAfter = credit + back,
            ClosingId = null, OpenSince = null, RefersTo = invoice.Number, TakenOff = takenOff, ToCredit = back,
            Rebill = command.Rebill, Reason = command.Reason,
        };
    }

    private static List<InvoiceLine> Chosen(CreditInvoice command, InvoiceIssued invoice, TakenBack before)
    {
        foreach (var id in command.Lines ?? [])
            if (invoice.Lines.All(line => line.ChargeId != id))
                throw Problem.Rule("lines", $"{id} is not a line of {invoice.Number}");
            else if (before.Credited.Contains(id))
                throw Problem.Conflict("lines", $"{id} was taken back by a credit note before");
            else if (IsReversed(id))
                throw Problem.Conflict("lines", $"{id} was reversed, which another invoice makes good; "
                    + "it can only be billed again");
        var lines = invoice.Lines.Where(line => !before.Credited.Contains(line.ChargeId) && !IsReversed(line.ChargeId)
            && (command.Lines is null || command.Lines.Contains(line.ChargeId))).ToList();
        return lines.Count > 0 ? lines
            : throw Problem.Conflict("number", $"all lines of {invoice.Number} were taken back before");

        // Who gets it back by its reversal must not get it twice.
        bool IsReversed(string id) => !command.Rebill && before.Reversed.Contains(id);
    }

    internal sealed class Handler(
        CommandLog commands, IssuedInvoices invoices, NpgsqlDataSource source, IEventLog log, ReadBarrier barrier,
        RequestContext context, CarrierDocuments documents)
        : IRequestHandler<CreditInvoice, InvoiceNumber>
    {
        public async Task<InvoiceNumber> Handle(CreditInvoice request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            // Before the sums are read: who changes them meanwhile changes the account.
            var customerId = (await InvoiceRows.Get(source, request.Number, null, cancellationToken))
                .Summary.CustomerId;
            var account = await Account.Load(log, customerId, cancellationToken);
            var (row, stored, _) = await invoices.Get(request.Number, null, cancellationToken);
            var before = await invoices.TakenBack(row, cancellationToken);
            var (_, timeZone, _) = await KnownCustomers.Get(source, customerId, cancellationToken);
            var note = Decide(request, (InvoiceIssued)stored.Data, before, row.Summary.Open, account.Credit,
                TimeZones.LocalDate(timeZone, commands.Now));
            context.Reason = request.Reason;
            await using var numbers = await InvoiceNumbers.Hold(source, log, cancellationToken);
            note = documents.Number(note, numbers);
            await using (var connection = await source.OpenConnectionAsync(cancellationToken))
                await InvoiceNumbers.EnsureNew(connection, [note], cancellationToken);
            return await commands.Commit(new InvoiceNumber(note.Number), cancellationToken,
                new StreamAppend(Streams.Account(customerId), account.Version, [note]),
                new StreamAppend(Streams.InvoiceNumbers, numbers.Version, [numbers.Given!]));
        }
    }

    internal sealed record Body(IReadOnlyList<string>? Lines, string? Reason, bool Rebill = false);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/invoices/{number}/credit", async (
            string number, Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
        {
            var issued = await mediator.Send(
                new CreditInvoice(number, body.Lines, body.Reason ?? context.Reason, body.Rebill), ct);
            return TypedResults.Created(
                $"/api/invoices/{issued.Number}", await mediator.Send(new GetInvoice(issued.Number), ct));
        })
        .AllowOperate().WithName("CreditInvoice").WithTags("Invoices")
        .WithSummary("Issues a credit note for an invoice or some of its lines");
}

/// <summary>The number of a document that was issued.</summary>
internal sealed record InvoiceNumber(string Number);
