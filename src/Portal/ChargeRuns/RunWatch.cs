namespace PackageBilling.Portal;

/// <summary>How a run goes on, while it is looked at.</summary>
internal static class RunWatch
{
    /// <summary>The part of the page that changes.</summary>
    public static async Task<IResult> Show(Visit visit, string runId, CancellationToken ct) =>
        Page.Of<RunProgressPart>(
            new { Run = await visit.Api.ChargeRun(runId, ct), Progress = await visit.Api.RunProgress(runId, ct) });

    /// <summary>The interface's server-sent events, passed on with the session's key,
    /// which the browser does not have.</summary>
    public static async Task<IResult> Stream(HttpContext http, Visit visit, string runId, CancellationToken ct)
    {
        using var answer = await visit.Api.WatchRun(runId, ct);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await using var events = await answer.Content.ReadAsStreamAsync(ct);
        await Pass(events, http.Response, ct);
        return Results.Empty;
    }

    /// <summary>Passes on what comes as it comes: a buffer that waits until it is full would show nothing
    /// for a while.</summary>
    internal static async Task Pass(Stream source, HttpResponse response, CancellationToken ct)
    {
        var buffer = new byte[4096];
        for (int read; (read = await source.ReadAsync(buffer, ct)) > 0;)
        {
            await response.Body.WriteAsync(buffer.AsMemory(0, read), ct);
            await response.Body.FlushAsync(ct);
        }
    }
}
