namespace PackageBilling.Portal;

/// <summary>One charge run: totals, lines, who was not billed and why, and its replay.</summary>
internal static class RunDetails
{
    public static Task<IResult> Show(
        Visit visit, string runId, string? outcome, string? customerId, string? after, CancellationToken ct) =>
        Details(visit, runId, outcome, customerId, after, null, ct);

    public static async Task<IResult> Steer(
        HttpContext http, Visit visit, string runId, string what, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var run = await visit.Api.Steer(runId, what, form.Writing, ct);
        return visit.Done(ChargeRunPages.Of(runId), $"The run is {run.Status}.");
    }

    public static async Task<IResult> Replay(Visit visit, string runId, CancellationToken ct) =>
        await Details(visit, runId, null, null, null, await visit.Api.Replay(runId, ct), ct);

    /// <summary>Passes a file on as it comes.</summary>
    public static async Task<IResult> File(
        Visit visit, string runId, string file, HttpContext http, CancellationToken ct) =>
        await PassedOn.File(http, await visit.Api.RunFile(runId, file, ct), null, ct);

    private static async Task<IResult> Details(Visit visit, string runId, string? outcome, string? customerId,
        string? after, ReplayView? replay, CancellationToken ct)
    {
        var (run, lines) = (visit.Api.ChargeRun(runId, ct), visit.Api.RunLines(runId, outcome, customerId, after, ct));
        var known = await run;
        return Page.Of<ChargeRunPage>(new
        {
            Run = known,
            Progress = known.HasEnded ? null : await visit.Api.RunProgress(runId, ct),
            Lines = await lines,
            Outcome = outcome,
            CustomerId = customerId,
            Replay = replay,
        });
    }
}
