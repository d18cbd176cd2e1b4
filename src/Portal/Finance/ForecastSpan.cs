namespace PackageBilling.Portal;

/// <summary>Revenue, cost and margin of dates to come.</summary>
internal static class ForecastSpan
{
    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = FormState.Of(http.Request.Query);
        if (http.Request.Query.Count == 0)
            form = FormState.New(
                ("from", Dates.Text(visit.Today)), ("to", Dates.Text(visit.Today.AddMonths(3))), ("groupBy", "day"));
        ForecastView? forecast = null;
        try
        {
            if (http.Request.Query.Count > 0)
            {
                var body = Body(form, visit);
                if (!form.IsRefused) forecast = await visit.Api.Forecast(body, ct);
            }
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            // Shown with the form.
        }
        return Page.Of<ForecastPage>(
            new { Form = form, Forecast = forecast, Query = http.Request.QueryString.Value ?? "" },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    public static async Task<IResult> File(HttpContext http, Visit visit, CancellationToken ct) =>
        await PassedOn.File(
            http, await visit.Api.ForecastFile(Body(FormState.Of(http.Request.Query), visit), ct), "forecast.csv", ct);

    private static Dictionary<string, object> Body(FormState form, Visit visit) =>
        FormState.Body([("from", form.Text("from")), ("to", form.Text("to")), ("groupBy", form.Text("groupBy")),
            .. Scenario.Of(form, visit.Today)]);
}
