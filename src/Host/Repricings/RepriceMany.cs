using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PackageBilling.Billing;
using PackageBilling.Catalog;

namespace PackageBilling.Host;

/// <summary>
/// New prices for many packages: the catalog changes them, billing forecasts what they come to. Neither module knows
/// the other, so the host puts both into one answer.
/// </summary>
internal static class RepriceMany
{
    private const int Months = 12;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/packages/reprice", async (
            RepriceRequest body, IMediator mediator, TimeProvider clock, CancellationToken ct) =>
        {
            var report = await CatalogModule.Reprice(mediator, body, body.Simulate, body.Reason, ct);
            return TypedResults.Ok(body.Simulate ? await WithEffect(report, body, mediator, clock, ct) : report);
        })
        .AllowSimulateOrAdmin().WithName("RepricePackages").WithTags("Catalog")
        .WithSummary("Shows what new prices for many packages come to, and sets them for all or none");

    private static async Task<RepriceReport> WithEffect(
        RepriceReport report, Repricing repricing, IMediator mediator, TimeProvider clock, CancellationToken ct)
    {
        var today = TimeZones.UtcToday(clock.GetUtcNow());
        var (effect, assignments) = await BillingModule.ForecastRepricing(
            mediator, repricing with { EffectiveFrom = report.EffectiveFrom },
            report.EffectiveFrom > today ? report.EffectiveFrom : today, ct);
        var changes = effect.Packages.ToDictionary(
            change => change.Key!, change => change.RetailAfter - change.RetailBefore, StringComparer.Ordinal);
        return report with
        {
            Packages =
            [
                .. report.Packages.Select(package => package with
                {
                    Assignments = assignments.GetValueOrDefault(package.PackageId),
                    MonthlyChange = Amounts.Round(changes.GetValueOrDefault(package.PackageId) / Months),
                }),
            ],
            Effect = effect,
        };
    }
}

/// <summary>What the request says.</summary>
internal sealed record RepriceRequest : Repricing, ISimulated
{
    /// <summary>Whether nothing is to be written.</summary>
    public bool Simulate { get; init; } = true;

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
