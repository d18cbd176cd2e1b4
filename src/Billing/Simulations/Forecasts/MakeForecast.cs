namespace PackageBilling.Billing.Simulations.Forecasts;

/// <summary>
/// Revenue, cost and margin of a span of dates, as if a charge run were made on each of them and nothing else happened:
/// what is charged already is left out, and calls that are still to come are none. Nothing is written.
/// </summary>
internal sealed record MakeForecast(
    DateOnly? From, DateOnly? To, IReadOnlyList<string>? CustomerIds = null, string? GroupBy = null,
    AsKnownAt? AsKnownAt = null, WhatIf? WhatIf = null) : IRequest<ForecastView>
{
    /// <summary>As known at a position or an instant; null for what is known now.</summary>
    public KnownAtValue? KnownAt { get; init; }

    public const string Day = "day", Package = "package", Customer = "customer";

    internal sealed class Validator : AbstractValidator<MakeForecast>
    {
        public Validator()
        {
            RuleFor(forecast => forecast.From).NotNull().BusinessDate();
            RuleFor(forecast => forecast.To).NotNull().BusinessDate();
            RuleFor(forecast => forecast.To)
                .Must((forecast, to) => to is null || forecast.From is null || to >= forecast.From)
                .WithMessage("must not be before from")
                .Must((forecast, to) => to is null || forecast.From is null
                    || to.Value.DayNumber - forecast.From.Value.DayNumber < TimeTravelLimits.Dates)
                .WithMessage($"must be within {TimeTravelLimits.Dates} dates of from");
            RuleFor(forecast => forecast.CustomerIds).NamedIds();
            RuleFor(forecast => forecast.WhatIf!).SetValidator(new WhatIfRules());
            RuleFor(forecast => forecast.GroupBy).Must(by => by is null or Day or Package or Customer)
                .WithMessage("must be day, package or customer");
        }
    }

    internal sealed class Handler(Forecaster forecaster, Simulation.Reading reading)
        : IRequestHandler<MakeForecast, ForecastView>
    {
        public async Task<ForecastView> Handle(MakeForecast request, CancellationToken cancellationToken)
        {
            var (terms, view) = await reading.Of(new(request.From, request.CustomerIds, request.AsKnownAt,
                request.WhatIf) { KnownAt = request.KnownAt }, cancellationToken);
            var (from, groupBy) = (request.From!.Value, request.GroupBy ?? Day);
            var (position, sums) = await forecaster.Forecast(
                from, request.To!.Value, terms.CustomerIds, view, cancellationToken);
            return new(from, request.To.Value, position, groupBy, sums.Totals(), groupBy switch
            {
                Package => sums.ByPackage(),
                Customer => sums.ByCustomer(),
                _ => sums.ByDay(from),
            });
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/forecasts", async (MakeForecast body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var view = await mediator.Send(body, ct);
            return Csv.IsWanted(http)
                ? Csv.Answer($"forecast-{Dates.Text(view.From)}-{Dates.Text(view.To)}.csv", [view.GroupBy, .. Columns],
                    view.Items.Select(Fields))
                : Results.Ok(view);
        })
        .AllowSimulate().WithName("Forecast").WithTags("Time travel")
        .WithSummary("Revenue, cost and margin of dates to come, by day, package or customer")
        .Produces<ForecastView>();

    private static readonly string[] Columns = ["currency", "lines", "retail", "cost", "margin",
        "debited", "runsDryOn"];

    private static CsvField[] Fields(ForecastRow row) =>
        [row.Key, row.Currency, row.Lines, row.Retail, row.Cost, row.Margin, row.Debited, row.RunsDryOn];
}
