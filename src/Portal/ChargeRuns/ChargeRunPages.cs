namespace PackageBilling.Portal;

/// <summary>Management › Charge runs.</summary>
internal static class ChargeRunPages
{
    public const string Root = "/management/charge-runs";
    public const string New = "/management/new-charge-run";

    private const int Shown = 50;

    public static string Of(string runId) => $"{Root}/{runId}";

    public static void Map(IEndpointRouteBuilder portal)
    {
        const string one = Root + "/{runId}";
        portal.MapGet(Root, List);
        portal.MapGet(New, StartRun.Show).Needs(Ability.Simulate);
        portal.MapPost(New, StartRun.Go);
        portal.MapGet(one, RunDetails.Show);
        portal.MapGet(one + "/progress", RunWatch.Show);
        portal.MapGet(one + "/events", RunWatch.Stream);
        portal.MapPost(one + "/{what:regex(^(pause|resume|cancel)$)}", RunDetails.Steer);
        portal.MapPost(one + "/replay", RunDetails.Replay);
        portal.MapGet(one + "/reverse", ReverseRun.Show).Needs(Ability.Simulate);
        portal.MapPost(one + "/reverse", ReverseRun.Go);
        portal.MapGet(one + "/report.csv", (Visit visit, string runId, HttpContext http,
            CancellationToken ct) => RunDetails.File(visit, runId, "report.csv", http, ct));
        portal.MapGet(one + "/audit", (Visit visit, string runId, HttpContext http,
            CancellationToken ct) => RunDetails.File(visit, runId, "audit", http, ct));
    }

    private static async Task<IResult> List(
        Visit visit, string? from, string? to, string? status, string? after, CancellationToken ct)
    {
        var span = new Span(from, to);
        return Page.Of<ChargeRunsPage>(new
        {
            Span = span,
            Status = status,
            Runs = await visit.Api.ChargeRuns(span, status, Shown, after, ct),
        });
    }
}
