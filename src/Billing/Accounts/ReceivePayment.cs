using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Billing.Accounts;

/// <summary>
/// Adds a payment to a customer's credit, once for its reference (domain: "Credit"). The balance that a customer brings
/// along from another system is taken in the same way, and may be a debt.
/// </summary>
internal sealed record ReceivePayment(
    string CustomerId, decimal? Amount, string? Reference, bool IsOpening = false,
    IReadOnlyList<string>? Invoices = null) : IRequest<PaymentTaken>
{
    internal sealed class Validator : AbstractValidator<ReceivePayment>
    {
        public Validator()
        {
            RuleFor(payment => payment.Amount).NotNull();
            RuleFor(payment => payment.Amount).Price().When(payment => !payment.IsOpening);
            RuleFor(payment => payment.Amount).Must(amount => amount != 0).When(payment => !payment.IsOpening)
                .WithMessage("must be more than 0");
            RuleFor(payment => payment.Amount).NotZeroAmount().When(payment => payment.IsOpening);
            RuleFor(payment => payment.Reference).NotNull().Line(Texts.Reason);
            RuleFor(payment => payment.Invoices).Must(invoices => invoices is null || !invoices.Contains(null!))
                .WithMessage("must not be null")
                .Must(invoices => invoices is null || invoices.Count <= MaxInvoices)
                .WithMessage($"must be at most {MaxInvoices}");
        }
    }

    /// <summary>Invoices that one payment can name.</summary>
    public const int MaxInvoices = 500;

    /// <summary>The invoices that are named, sorted ordinally, each once; null for none.</summary>
    private IReadOnlyList<string>? Named => Invoices is { Count: > 0 }
        ? [.. Invoices.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null;

    /// <summary>The fact that the reference was used.</summary>
    private PaymentReferenceUsed Used => new(CustomerId, Reference!, Amount!.Value) { Invoices = Named };

    /// <summary>A repeat is no event; the same reference for another amount, or for other invoices, is a mistake that
    /// somebody has to look at. A repeat that names no invoices may come from a bank's file.</summary>
    internal static PaymentReceived? Decide(
        ReceivePayment command, PaymentReferenceUsed? used, Account account, DateOnly today,
        IReadOnlyList<InvoiceRow>? named = null)
    {
        if (used is null)
        {
            var paid = Pay(command.Amount!.Value, named ?? []);
            var payment = new PaymentReceived(command.CustomerId, today, command.Amount.Value, command.Reference!, 0)
            {
                IsOpening = command.IsOpening, Invoices = paid.Count == 0 ? null : paid,
            };
            return payment with { CreditAfter = account.Credit + payment.ToCredit };
        }
        if (used.Amount != command.Amount)
            throw Problem.Conflict("reference", $"was used for a payment of {Amounts.Text(used.Amount)} before");
        return command.Named is null || command.Named.SequenceEqual(used.Invoices ?? []) ? null
            : throw Problem.Conflict("reference", "was used for a payment that named other invoices before");
    }

    /// <summary>What a payment pays of the invoices that it names: the oldest first, each up to what is left to pay
    /// of it (domain: "Invoices", payment).</summary>
    private static List<InvoicePaid> Pay(decimal amount, IReadOnlyList<InvoiceRow> named)
    {
        var paid = new List<InvoicePaid>();
        foreach (var invoice in named.OrderBy(invoice => invoice.Sequence))
        {
            // In minor units, so that what is left can be paid.
            var part = Currencies.WholeUnits(Math.Min(amount, invoice.Summary.Open), invoice.Summary.Currency);
            if (part <= 0) continue;
            paid.Add(new(invoice.Summary.Number, part, invoice.Summary.Open - part));
            amount -= part;
        }
        return paid;
    }

    internal sealed class Handler(
        CommandLog commands, IEventLog log, NpgsqlDataSource source, ReadBarrier barrier, CustomerKeys keys)
        : IRequestHandler<ReceivePayment, PaymentTaken>
    {
        public async Task<PaymentTaken> Handle(ReceivePayment request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var (_, timeZone, _) = await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            request = request with { Reference = (await keys.Of(request.CustomerId, cancellationToken))
                .Seal(request.Reference!) };
            var reference = Stream(request.CustomerId, request.Reference!);
            var used = (await log.ReadLast(reference, cancellationToken))?.Data as PaymentReferenceUsed;
            var account = await Account.Load(log, request.CustomerId, cancellationToken);
            var named = await Named(request, cancellationToken);
            var payment = Decide(request, used, account, TimeZones.LocalDate(timeZone, commands.Now), named);
            if (payment is null)
                return await commands.Commit(new PaymentTaken(true, account.Credit), cancellationToken);
            return await commands.Commit(new PaymentTaken(false, payment.CreditAfter), cancellationToken,
                new StreamAppend(reference, 0, [request.Used]),
                new StreamAppend(Streams.Account(request.CustomerId), account.Version, [payment]));
        }

        /// <summary>The invoices that are named, with what is left to pay of them.</summary>
        private async Task<List<InvoiceRow>> Named(ReceivePayment request, CancellationToken ct)
        {
            var named = new List<InvoiceRow>();
            // Read after the account: what changes them meanwhile moves the account on, and the command runs again.
            if (request.Invoices is { Count: > 0 }) await barrier.Cover(BookProjection.ProjectionName, ct);
            foreach (var number in (request.Invoices ?? []).Distinct(StringComparer.Ordinal))
            {
                var filter = new InvoiceFilter(request.CustomerId, Number: number);
                var found = await InvoiceRows.List(source, filter, null, null, 1, ct);
                if (found is not [{ Summary.Kind: InvoiceSummary.Invoice } invoice])
                    throw Problem.Rule("invoices", $"{number} is not an invoice of customer {request.CustomerId}");
                named.Add(invoice);
            }
            return named;
        }
    }

    /// <summary>The stream that says whether a reference, which is a token, was used.</summary>
    internal static string Stream(string customerId, string reference) =>
        Streams.Payment(customerId, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference))));

    internal sealed record Body(decimal? Amount, string? Reference, IReadOnlyList<string>? Invoices = null);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/customers/{customerId}/payments", async (
            string customerId, Body body, IMediator mediator, CancellationToken ct) =>
        {
            var taken = await mediator.Send(new ReceivePayment(
                customerId, body.Amount, body.Reference, Invoices: body.Invoices), ct);
            var answer = new PaymentAnswer(customerId, body.Amount!.Value, body.Reference!, taken.CreditAfter);
            return taken.WasKnown ? Results.Ok(answer) : Results.Created((string?)null, answer);
        })
        .AllowOperate().WithName("ReceivePayment").WithTags("Credit")
        .WithSummary("Adds a payment to the credit, once for its reference")
        .Produces<PaymentAnswer>(StatusCodes.Status201Created).Produces<PaymentAnswer>();

}

/// <summary>What became of a payment.</summary>
internal sealed record PaymentTaken(bool WasKnown, decimal CreditAfter);
