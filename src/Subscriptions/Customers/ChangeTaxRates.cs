namespace PackageBilling.Subscriptions;

/// <summary>
/// Sets the taxes that a customer pays from a date on (domain: "Invoices"); no rates mean no tax from then on. The date
/// may be in the past: documents that were issued before don't change, later ones are taxed by their own date.
/// </summary>
internal sealed record ChangeTaxRates(string CustomerId, GivenTaxRates Given) : IRequest<Versioned<CustomerBilling>>
{
    internal sealed class Validator : AbstractValidator<ChangeTaxRates>
    {
        public Validator() => RuleFor(x => x.Given).SetValidator(new TaxRatesRules()).OverridePropertyName("");
    }

    /// <summary>
    /// What was said of that very date already is no event. What merely holds on that date is one: it has to go on
    /// holding when an earlier date is changed later.
    /// </summary>
    internal static IReadOnlyList<object> Decide(ChangeTaxRates command, BilledCustomer billed)
    {
        var asked = command.Given.Fact(command.CustomerId);
        return billed.Taxes.Any(tax => tax.Says(asked)) ? [] : [asked];
    }

    internal sealed class Handler(CommandLog log, RequestContext context)
        : IRequestHandler<ChangeTaxRates, Versioned<CustomerBilling>>
    {
        public async Task<Versioned<CustomerBilling>> Handle(
            ChangeTaxRates request, CancellationToken cancellationToken)
        {
            var (billed, version) = await log.LoadBilled(request.CustomerId, cancellationToken);
            context.EnsureSeen(version);
            billed.Customer.NotErased();
            return await log.CommitBilled(billed, version, Decide(request, billed), cancellationToken);
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapPut("{customerId}/tax-rates", async (
            string customerId, GivenTaxRates body, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            TypedResults.Ok(response.WithETag(await mediator.Send(new ChangeTaxRates(customerId, body), ct))))
            .AllowOperate().TakesIfMatch().WithName(nameof(ChangeTaxRates))
            .WithSummary("Sets the taxes that a customer pays from a date on.");
}

/// <summary>What the request says: all rates from a date on.</summary>
internal sealed record GivenTaxRates(DateOnly? EffectiveFrom, IReadOnlyList<GivenTaxRate>? Rates)
{
    /// <summary>What is recorded of it.</summary>
    public CustomerTaxRatesChanged Fact(string customerId) =>
        new(customerId, EffectiveFrom!.Value, [.. Rates!.Select(rate => rate.Fact())]);
}

/// <summary>One rate of the request.</summary>
internal sealed record GivenTaxRate(string? Name, decimal? Percent)
{
    /// <summary>What is recorded of it.</summary>
    public TaxRate Fact() => new(Name!.Trim(), Percent!.Value);
}

/// <summary>What tax rates must be.</summary>
internal sealed class TaxRatesRules : AbstractValidator<GivenTaxRates>
{
    /// <summary>The most rates that hold at once: more than any country has; a document shows each.</summary>
    public const int MaxRates = 10;

    /// <summary>The longest name of a rate, in characters: it has to fit into its row of a document.</summary>
    public const int MaxName = 60;

    public TaxRatesRules()
    {
        RuleFor(x => x.EffectiveFrom).NotNull().BusinessDate();
        RuleFor(x => x.Rates).NotNull();
        RuleFor(x => x.Rates).Must(rates => rates is null || rates.Count <= MaxRates)
            .WithMessage($"must be at most {MaxRates}");
        RuleFor(x => x.Rates).Must(HaveNamesOfTheirOwn).WithMessage("must have different names");
        RuleForEach(x => x.Rates).NotNull().WithMessage("must not be null").SetValidator(new RateRules());
    }

    private static bool HaveNamesOfTheirOwn(IReadOnlyList<GivenTaxRate>? rates)
    {
        var names = (rates ?? []).Select(rate => rate?.Name?.Trim()).OfType<string>().ToList();
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count;
    }

    private sealed class RateRules : AbstractValidator<GivenTaxRate>
    {
        public RateRules()
        {
            RuleFor(x => x.Name).NotNull().Line(MaxName);
            RuleFor(x => x.Percent).NotNull()
                .Must(percent => percent is null or (>= 0 and <= 100)).WithMessage("must be from 0 to 100")
                .Must(percent => percent is not { } value || Amounts.Round(value) == value)
                .WithMessage($"must have at most {Amounts.Decimals} decimals");
        }
    }
}
