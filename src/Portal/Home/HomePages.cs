namespace PackageBilling.Portal;

/// <summary>The first page: what was charged, what runs next, what needs somebody.</summary>
internal static class HomePages
{
    // Runs of a month: one for each zone and date, and some by hand. More than these are said to be more.
    private const int MostRuns = 3_000;

    // Those that started last, whatever their business dates are.
    private const int LatestRuns = 5;

    // Counted up to here, and the first of them are shown.
    private const int MostDry = 100;

    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet("/", Show);

    private static async Task<IResult> Show(Visit visit, CancellationToken ct)
    {
        var month = new DateOnly(visit.Today.Year, visit.Today.Month, 1);
        var (runs, latest, schedule, hooks, dry) = (
            Runs(visit, new(Dates.Text(month), Dates.Text(visit.Today)), ct),
            visit.Api.ChargeRuns(new(null, null), null, LatestRuns, null, ct),
            visit.Api.Schedule(ct), FailingHooks(visit, ct), RunDry(visit, ct));
        var known = await runs;
        return Page.Of<HomePage>(new
        {
            Today = Sum(known.Items.Where(run => run.Date == visit.Today)),
            MonthFrom = month,
            Month = Sum(known.Items),
            More = known.Next is not null,
            Latest = (await latest).Items,
            Schedule = await schedule,
            Hooks = await hooks,
            Dry = await dry,
        });
    }

    private static async Task<Page<RunView>> Runs(Visit visit, Span month, CancellationToken ct)
    {
        List<RunView> all = [];
        string? after = null;
        do
        {
            var page = await visit.Api.ChargeRuns(month, null, BillingApi.MaxRows, after, ct);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && all.Count < MostRuns);
        return new(all, after);
    }

    /// <summary>The first customers who are out of credit; null while it is not known:
    /// the rest of the page does not wait for it.</summary>
    private static async Task<Page<NamedAccount>?> RunDry(Visit visit, CancellationToken ct)
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

    private static IReadOnlyList<CurrencyTotalsView> Sum(IEnumerable<RunView> runs) =>
    [
        .. runs.SelectMany(run => run.Totals.ByCurrency).GroupBy(sum => sum.Currency, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CurrencyTotalsView(
                group.Key, group.Sum(sum => sum.Lines), group.Sum(sum => sum.Retail), group.Sum(sum => sum.Cost),
                group.Sum(sum => sum.Margin), group.Sum(sum => sum.Debited))),
    ];

    /// <summary>Webhooks that do not get through, and those that something was given up for;
    /// null for who may not see them.</summary>
    private static async Task<IReadOnlyList<SilentHook>?> FailingHooks(Visit visit, CancellationToken ct)
    {
        if (!visit.May(Ability.Manage)) return null;
        var silent = new List<SilentHook>();
        foreach (var hook in (await visit.Api.Webhooks(ct)).Items)
        {
            if (hook.Failing is { } failing)
                silent.Add(new(hook, false, failing.Event, failing.Error, failing.Attempted));
            else if ((await visit.Api.FailedDeliveries(hook.WebhookId, ct)).Items is [var failed, ..])
                silent.Add(new(hook, true, failed.Event, failed.Error, failed.Attempted));
        }
        return silent;
    }
}

/// <summary>A webhook that somebody has to look at.</summary>
/// <param name="Hook">Which.</param>
/// <param name="IsGivenUp">Whether it is not tried again by itself.</param>
/// <param name="Event">What it was to be told.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Attempted">When it was tried last.</param>
public sealed record SilentHook(
    WebhookView Hook, bool IsGivenUp, string Event, string? Error, DateTimeOffset? Attempted);
