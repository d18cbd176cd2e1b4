namespace PackageBilling.Subscriptions;

/// <summary>Registers a customer under the id that the carrier's own system gives (domain: "Words").</summary>
internal sealed record RegisterCustomer(
    string? CustomerId, string? Name, string? Currency, string? TimeZone, decimal? CreditLimit)
    : IRequest<Customer>
{
    internal sealed class Validator : AbstractValidator<RegisterCustomer>
    {
        public Validator()
        {
            RuleFor(x => x.CustomerId).NotNull().WithMessage("is required").Identifier();
            RuleFor(x => x.Name).NotNull().WithMessage("is required").Line(Texts.Name);
            RuleFor(x => x.Currency).CurrencyCode();
            RuleFor(x => x.TimeZone).TimeZoneId();
            RuleFor(x => x.CreditLimit).Price();
        }
    }

    /// <summary>An id that exists is a conflict, even with the same details:
    /// two systems may have given it to two people.</summary>
    internal static CustomerRegistered Decide(RegisterCustomer command, Customer? sameId) => sameId is not null
        ? throw Problem.Conflict("customerId", $"there is a customer {sameId.CustomerId} already")
        : new(command.CustomerId!, command.Name!.Trim(), command.Currency ?? Currencies.Default,
            command.TimeZone ?? TimeZones.Default, command.CreditLimit ?? 0);

    internal sealed class Handler(CommandLog log, CustomerKeys keys) : IRequestHandler<RegisterCustomer, Customer>
    {
        public async Task<Customer> Handle(RegisterCustomer request, CancellationToken cancellationToken)
        {
            var stream = Customer.Stream(request.CustomerId!);
            var (sameId, _) = await log.Load<Customer>(stream, Customer.Evolve, cancellationToken);
            if (sameId is null)
                request = request with { Name = (await keys.Of(request.CustomerId!, cancellationToken))
                    .Seal(request.Name!.Trim()) };
            var registered = Decide(request, sameId);
            return await log.Commit(
                Customer.Evolve(null, registered)!, cancellationToken, new StreamAppend(stream, 0, [registered]));
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapPost("", async (RegisterCustomer body, IMediator mediator, CancellationToken ct) =>
        {
            var customer = await mediator.Send(body, ct);
            return TypedResults.Created($"/api/customers/{customer.CustomerId}", customer);
        })
        .AllowOperate().WithName(nameof(RegisterCustomer)).WithSummary("Registers a customer.");
}
