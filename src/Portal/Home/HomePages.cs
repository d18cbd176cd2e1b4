using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PackageBilling.Portal;

/// <summary>The first page: what was charged, what runs next, what needs somebody.</summary>
internal static class HomePages
{
    // Runs of a month: one for each zone and date, and some by hand. More than these are said to be more.
    private const int MostRuns = 500;

    // Counted up to here, and the first of them are shown.
    private const int MostDry = 100;

    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet("/", Show);

    private static async Task<IResult> Show(Visit visit, CancellationToken ct)
    {
        var month = new DateOnly(visit.Today.Year, visit.Today.Month, 1);
        var (runs, schedule, hooks, dry) = (
            visit.Api.ChargeRuns(new(DateText.Of(month), DateText.Of(visit.Today)), null, MostRuns, null, ct), visit.Api.Schedule(ct), FailingHooks(visit, ct), RunDry(visit, ct));
        var known = await runs;
        return Page.Of<HomePage>(new
        {
            Today = Sum(known.Items.Where(run => run.Date == visit.Today)),
            Month = Sum(known.Items),
            More = known.Next is not null,
            Latest = (IReadOnlyList<ChargeRun>)[.. known.Items.Take(5)],
            Schedule = await schedule,
            Hooks = await hooks,
            Dry = await dry,
        });
    }

    /// <summary>The first customers who are out of credit; null while it is not known: the rest of the page does not wait for it.</summary>
    private static async Task<Rows<NamedAccount>?> RunDry(Visit visit, CancellationToken ct)
    {
        try
        {
            return await visit.Api.Accounts("exhausted", MostDry, null, ct);
        }
        catch (ApiRefusedException refused) when (refused.Status == StatusCodes.Status503ServiceUnavailable)
        {
            return null;
        }
    }

    private static IReadOnlyList<CurrencyTotals> Sum(IEnumerable<ChargeRun> runs) =>
    [
        .. runs.SelectMany(run => run.Totals.ByCurrency).GroupBy(sum => sum.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CurrencyTotals(
                group.Key, group.Sum(sum => sum.Lines), group.Sum(sum => sum.Retail), group.Sum(sum => sum.Cost), group.Sum(sum => sum.Margin), group.Sum(sum => sum.Debited))),
    ];

    /// <summary>Webhooks whose deliveries were given up; null for who may not see them.</summary>
    private static async Task<IReadOnlyList<(Webhook Hook, Delivery Failed)>?> FailingHooks(Visit visit, CancellationToken ct)
    {
        if (!visit.May(Ability.Manage)) return null;
        var failing = new List<(Webhook, Delivery)>();
        foreach (var hook in (await visit.Api.Webhooks(ct)).Items)
            if ((await visit.Api.FailedDeliveries(hook.WebhookId, ct)).Items is [var failed, ..]) failing.Add((hook, failed));
        return failing;
    }
}
