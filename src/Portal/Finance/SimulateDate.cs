using Microsoft.AspNetCore.Http;

namespace PackageBilling.Portal;

/// <summary>What a charge run for any date would post, as known now or then, with hypothetical facts or none.</summary>
internal static class SimulateDate
{
    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = FormState.Of(http.Request.Query);
        Report? report = null;
        try
        {
            if (form.Text("date") is { } date)
            {
                var body = FormState.Body([("date", date), .. Scenario.Of(form)]);
                if (!form.IsRefused) report = await visit.Api.Simulate(body, ct);
            }
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            // Shown with the form.
        }
        return Page.Of<SimulatePage>(new { Form = form, Report = report }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
