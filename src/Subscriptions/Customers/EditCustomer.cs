namespace PackageBilling.Subscriptions;

/// <summary>Changes what may change of a customer; what is left out stays (domain: "Words").</summary>
internal sealed record EditCustomer(string CustomerId, string? Name, decimal? CreditLimit, string? TimeZone)
    : IRequest<Versioned<Customer>>
{
    internal sealed class Validator : AbstractValidator<EditCustomer>
    {
        public Validator()
        {
            RuleFor(x => x.Name).Line(Texts.Name);
            RuleFor(x => x.CreditLimit).Price();
            RuleFor(x => x.TimeZone).TimeZoneId();
            RuleFor(x => x.Name).Must((x, _) => x is not { Name: null, CreditLimit: null, TimeZone: null })
                .WithMessage("give a name, a creditLimit or a timeZone");
        }
    }

    /// <summary>One fact per thing that is really different.</summary>
    internal static IReadOnlyList<object> Decide(EditCustomer command, Customer customer)
    {
        List<object> facts = [];
        if (command.Name?.Trim() is { } name && name != customer.Name)
            facts.Add(new CustomerRenamed(customer.CustomerId, name));
        if (command.CreditLimit is { } limit && limit != customer.CreditLimit)
            facts.Add(new CustomerCreditLimitChanged(customer.CustomerId, limit));
        if (command.TimeZone is { } zone && zone != customer.TimeZone)
            facts.Add(new CustomerTimeZoneChanged(customer.CustomerId, zone));
        return facts;
    }

    internal sealed class Handler(CommandLog log, RequestContext context, CustomerKeys keys)
        : IRequestHandler<EditCustomer, Versioned<Customer>>
    {
        public async Task<Versioned<Customer>> Handle(EditCustomer request, CancellationToken cancellationToken)
        {
            var stream = Customer.Stream(request.CustomerId);
            var (customer, version) = await log.Load<Customer>(stream, Customer.Evolve, cancellationToken);
            if (customer is null) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            context.EnsureSeen(version);
            customer.NotErased();
            if (request.Name?.Trim() is { } name)
                request = request with { Name = (await keys.Of(request.CustomerId, cancellationToken)).Seal(name) };
            var facts = Decide(request, customer);
            var after = facts.Aggregate(customer, (state, fact) => Customer.Evolve(state, fact)!);
            return await log.Commit(new Versioned<Customer>(after, version + facts.Count), cancellationToken,
                new StreamAppend(stream, version, facts));
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapPatch("{customerId}", async (
            string customerId, CustomerEdit body, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            TypedResults.Ok(response.WithETag(await mediator.Send(
                new EditCustomer(customerId, body.Name, body.CreditLimit, body.TimeZone), ct))))
            .AllowOperate().TakesIfMatch().WithName(nameof(EditCustomer))
            .WithSummary("Changes a customer's name, credit limit or time zone.");
}

/// <summary>What the request says.</summary>
internal sealed record CustomerEdit(string? Name, decimal? CreditLimit, string? TimeZone);
