namespace PackageBilling.Portal;

/// <summary>What charge runs for a date, or for each date of a span, would post, as known now or then,
/// with hypothetical facts or none.</summary>
internal static class SimulateDate
{
    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = FormState.Of(http.Request.Query);
        Report? report = null;
        ForecastView? days = null;
        try
        {
            if (form.Text("date") is { } date)
            {
                var (through, scenario) = (form.Text("through"), Scenario.Of(form, visit.Today));
                if (form.IsRefused) return Form();
                if (through is null || through == date)
                    report = await visit.Api.Simulate(FormState.Body([("date", date), .. scenario]), ct);
                else days = await visit.Api.Forecast(
                    FormState.Body([("from", date), ("to", through), ("groupBy", "day"), .. scenario]), ct);
            }
        }
        catch (ApiRefusedException refused) when (form.Take(
            refused, field => field switch { "from" => "date", "to" => "through", _ => field }))
        {
            // Shown with the form.
        }
        return Form();

        IResult Form() => Page.Of<SimulatePage>(
            new { Form = form, Report = report, Days = days, Query = http.Request.Query },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
