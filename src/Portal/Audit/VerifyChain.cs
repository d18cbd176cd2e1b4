using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Portal;

/// <summary>Recomputes every seal and every block of the log.</summary>
internal static class VerifyChain
{
    private const string Lines = "application/x-ndjson";

    public static IResult Show(string? head) => Page.Of<VerifyPage>(new { Head = head });

    /// <summary>Without scripts: the page comes when all is verified.</summary>
    public static async Task<IResult> Run(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            return Page.Of<VerifyPage>(
                new { Head = form.Text("head"), Found = await visit.Api.VerifyAll(form.Text("head"), ct) });
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Page.Of<VerifyPage>(
                new { Head = form.Text("head"), Refused = refused.Message }, StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>With scripts: a line of progress as it comes, and last what was found,
    /// as the page would show it.</summary>
    public static async Task<IResult> Stream(
        HttpContext http, Visit visit, IServiceProvider services, ILoggerFactory loggers, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        using var answer = await visit.Api.Verify(form.Text("head"), ct);
        http.Response.ContentType = Lines;
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        await using var renderer = new HtmlRenderer(services, loggers);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (BillingApi.Verified(line) is { } found)
                line = JsonSerializer.Serialize(new { html = await renderer.Dispatcher.InvokeAsync(async () =>
                    (await renderer.RenderComponentAsync<VerificationPart>(ParameterView.FromDictionary(
                        new Dictionary<string, object?> { ["Found"] = found }))).ToHtmlString()) });
            await http.Response.WriteAsync(line + "\n", ct);
            await http.Response.Body.FlushAsync(ct);
        }
        return Results.Empty;
    }
}
