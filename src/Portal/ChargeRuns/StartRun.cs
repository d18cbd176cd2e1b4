using Microsoft.AspNetCore.Http;

namespace PackageBilling.Portal;

/// <summary>A charge run: what it would post, then the run itself.</summary>
internal static class StartRun
{
    public static IResult Show(Visit visit, string? date) => Form(FormState.New(("date", DateText.Read(date) is { } given ? DateText.Of(given) : DateText.Of(visit.Today))), null);

    public static async Task<IResult> Go(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var customers = form.Text("customerIds")?.Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        var body = FormState.Body(("date", form.Text("date") ?? ""), ("customerIds", customers));
        try
        {
            if (form.Flag("post")) return visit.Go(ChargeRunPages.Of((await visit.Api.StartRun(body, form.Writing, ct)).RunId));
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            // Shown beside what would be posted.
        }
        try
        {
            return Form(form, await visit.Api.Simulate(body, ct));
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Form(form, null);
        }
    }

    private static IResult Form(FormState form, Report? report) => Page.Of<StartRunPage>(
        new { Form = form, Report = report }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
