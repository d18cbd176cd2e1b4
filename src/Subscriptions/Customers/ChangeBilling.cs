namespace PackageBilling.Subscriptions;

/// <summary>
/// Sets what a customer's documents say about it (domain: "Invoices"), all of it at once: what is left out is empty, or
/// the default. Documents that were issued before don't change.
/// </summary>
internal sealed record ChangeBilling(string CustomerId, GivenBilling Given) : IRequest<Versioned<CustomerBilling>>
{
    internal sealed class Validator : AbstractValidator<ChangeBilling>
    {
        public Validator() => RuleFor(x => x.Given).SetValidator(new BillingRules()).OverridePropertyName("");
    }

    /// <summary>The same once more is no event.</summary>
    /// <param name="asked">What is to be said, in tokens.</param>
    /// <param name="billed">The customer.</param>
    internal static IReadOnlyList<object> Decide(CustomerBillingChanged asked, BilledCustomer billed) =>
        asked.Says(billed.Details) ? [] : [asked];

    internal sealed class Handler(CommandLog log, RequestContext context, CustomerKeys keys)
        : IRequestHandler<ChangeBilling, Versioned<CustomerBilling>>
    {
        public async Task<Versioned<CustomerBilling>> Handle(ChangeBilling request, CancellationToken cancellationToken)
        {
            var (billed, version) = await log.LoadBilled(request.CustomerId, cancellationToken);
            context.EnsureSeen(version);
            billed.Customer.NotErased();
            var key = await keys.Of(request.CustomerId, cancellationToken);
            var facts = Decide(request.Given.Fact(request.CustomerId, key.Seal), billed);
            return await log.CommitBilled(billed, version, facts, cancellationToken);
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapPut("{customerId}/billing", async (
            string customerId, GivenBilling body, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            TypedResults.Ok(response.WithETag(await mediator.Send(new ChangeBilling(customerId, body), ct))))
            .AllowOperate().TakesIfMatch().WithName(nameof(ChangeBilling))
            .WithSummary("Sets what a customer's documents say about it: name, address, e-mail, tax ID, terms.");
}

/// <summary>What the request says: all of the details, in the clear.</summary>
internal sealed record GivenBilling(
    string? Name, IReadOnlyList<string>? Address, string? Email, string? TaxId, int? PaymentTermsDays)
{
    /// <summary>What is recorded of it.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="seal">Makes a token of a text.</param>
    public CustomerBillingChanged Fact(string customerId, Func<string, string> seal)
    {
        return new(customerId, Sealed(Name), [.. (Address ?? []).Select(line => seal(line.Trim()))], Sealed(Email),
            Sealed(TaxId), PaymentTermsDays ?? BilledCustomer.DefaultPaymentTerms);

        string? Sealed(string? text) => text is null ? null : seal(text.Trim());
    }
}

/// <summary>What billing details must be.</summary>
internal sealed class BillingRules : AbstractValidator<GivenBilling>
{
    /// <summary>The most lines of an address: what the window of an envelope shows.</summary>
    public const int MaxAddressLines = 6;

    /// <summary>The longest payment terms, in days.</summary>
    public const int MaxPaymentTerms = 365;

    public BillingRules()
    {
        RuleFor(x => x.Name).Line(Texts.Name);
        RuleFor(x => x.Address).Must(lines => lines is null || lines.Count <= MaxAddressLines)
            .WithMessage($"must be at most {MaxAddressLines} lines");
        RuleForEach(x => x.Address).NotNull().WithMessage("must not be null").Line(Texts.Name);
        RuleFor(x => x.Email).EmailAddress();
        RuleFor(x => x.TaxId).Line(Texts.Name);
        RuleFor(x => x.PaymentTermsDays).InclusiveBetween(0, MaxPaymentTerms)
            .WithMessage($"must be from 0 to {MaxPaymentTerms}");
    }
}

/// <summary>How commands load and commit billing details.</summary>
internal static class BilledCustomers
{
    /// <summary>A customer and the version of its stream.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public static async Task<(BilledCustomer Billed, long Version)> LoadBilled(
        this CommandLog log, string customerId, CancellationToken ct)
    {
        var (billed, version) = await log.Load<BilledCustomer>(
            Customer.Stream(customerId), BilledCustomer.Evolve, ct);
        return billed is null ? throw Problem.NotFound("customerId", "customer", customerId) : (billed, version);
    }

    /// <summary>Commits what becomes of a customer, and answers with it.</summary>
    public static Task<Versioned<CustomerBilling>> CommitBilled(
        this CommandLog log, BilledCustomer billed, long version, IReadOnlyList<object> facts, CancellationToken ct)
    {
        var after = facts.Aggregate(billed, (state, fact) => BilledCustomer.Evolve(state, fact)!);
        return log.Commit(new Versioned<CustomerBilling>(after.View(), version + facts.Count), ct,
            new StreamAppend(Customer.Stream(billed.Customer.CustomerId), version, facts));
    }
}
