using System.Text.Json;
using System.Threading.Channels;

namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Verifies that nothing in the log, in a run or in a line was changed since it was sealed. A caller that accepts
/// <c>application/x-ndjson</c> gets progress line by line; the last line is the answer.
/// </summary>
internal static class VerifyLog
{
    private const string Lines = "application/x-ndjson";

    internal sealed record Body(string? Head);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/audit/verify", async (
            Body body, HttpContext http, Verification verification, CancellationToken ct) =>
        {
            var head = body.Head is { } text ? ChainHead.Parse(text) : ChainHead.None;
            if (http.Request.Headers.Accept.ToString().Contains(Lines, StringComparison.OrdinalIgnoreCase))
                await Stream(http.Response, verification, head, ct);
            else
                await http.Response.WriteAsJsonAsync(await verification.Run(head, null, ct), HttpJson.Options, ct);
        })
        .Produces<VerificationView>()
        .AllowAudit().WithName("Verify").WithTags("Audit")
        .WithSummary("Recomputes every seal and every block of the log, and names the first fault");

    private static async Task Stream(
        HttpResponse response, Verification verification, ChainHead head, CancellationToken ct)
    {
        response.ContentType = Lines;
        var told = Channel.CreateUnbounded<object>();
        var work = Work();
        await foreach (var item in told.Reader.ReadAllAsync(ct))
        {
            await JsonSerializer.SerializeAsync(response.Body, item, item.GetType(), HttpJson.Options, ct);
            await response.Body.WriteAsync("\n"u8.ToArray(), ct);
            await response.Body.FlushAsync(ct);
        }
        await work;

        async Task Work()
        {
            try
            {
                told.Writer.TryWrite(await verification.Run(head, new Telling(told.Writer), ct));
            }
            finally
            {
                told.Writer.Complete();
            }
        }
    }

    private sealed class Telling(ChannelWriter<object> told) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) => told.TryWrite(value);
    }
}
