using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace PackageBilling.Billing.Runs;

/// <summary>
/// How far a run is: once as JSON, or as server-sent events until it ends for who accepts <c>text/event-stream</c>.
/// Events are named <c>progress</c>, and the last one <c>ended</c>;
/// after a lost connection the next first event says it all again.
/// </summary>
internal static class WatchRun
{
    // Often enough to look alive, seldom enough to cost the run nothing.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // Proxies cut a connection on which nothing comes.
    private const int SayAnywayAfter = 20;

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/charge-runs/{runId}/progress", Get)
        .Produces<RunProgressView>().AllowRead().WithName("WatchRun").WithTags("Charge runs")
        .WithSummary(
            "How far a run is, its speed and the time left: once as JSON, or as server-sent events until it ends");

    private static async Task<IResult> Get(
        string runId, HttpRequest http, IEventLog log, ReadBarrier barrier, NpgsqlDataSource source, TimeProvider clock,
        IHostApplicationLifetime host, CancellationToken ct)
    {
        await barrier.Cover(BookProjection.ProjectionName, ct);
        var stream = await log.ReadStream(Streams.Run(runId), 0, 1, ct);
        if (stream is not [{ Data: ChargeRunStarted run }]) throw Problem.NotFound("runId", "charge run", runId);
        var meter = new RunMeter(source, run, clock);
        if (!http.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
            return TypedResults.Ok(await meter.Read(ct));
        http.HttpContext.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Watch(meter, clock, host.ApplicationStopping, ct));
    }

    private static async IAsyncEnumerable<SseItem<RunProgressView>> Watch(
        RunMeter meter, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Look, clock);
        RunProgressView? told = null;
        for (var silent = 0; !stopping.IsCancellationRequested; silent++)
        {
            var now = await meter.Read(ct);
            if (told is null || silent >= SayAnywayAfter || now.HasEnded
                || (now.Parts, now.Done, now.Status) != (told.Parts, told.Done, told.Status))
            {
                (told, silent) = (now, 0);
                yield return new(now, now.HasEnded ? "ended" : "progress");
            }
            if (now.HasEnded) yield break;
            if (!await timer.WaitForNextTickAsync(ct)) yield break;
        }
    }
}
