namespace PackageBilling.Portal;

/// <summary>Two simulations, or a run and a simulation, laid side by side,
/// with the event behind each difference.</summary>
internal static class CompareTwo
{
    private static readonly string[] Sides = ["left", "right"];

    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = FormState.Of(http.Request.Query);
        ComparisonView? comparison = null;
        try
        {
            if (http.Request.Query.Count > 0)
            {
                var body = Body(form, visit);
                if (!form.IsRefused) comparison = await visit.Api.Compare(body, ct);
            }
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            // Shown with the form.
        }
        return Page.Of<ComparePage>(new { Form = form, Comparison = comparison, Query = http.Request.QueryString.Value
            ?? "" }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    public static async Task<IResult> File(HttpContext http, Visit visit, CancellationToken ct) =>
        await PassedOn.File(
            http, await visit.Api.CompareFile(Body(FormState.Of(http.Request.Query), visit), ct), "comparison.csv", ct);

    private static Dictionary<string, object> Body(FormState form, Visit visit) =>
        Sides.ToDictionary(side => side, side => (object)Side(form, visit, side), StringComparer.Ordinal);

    private static Dictionary<string, object> Side(FormState form, Visit visit, string side) =>
        form.Text($"{side}-runId") is { } runId
            ? FormState.Body(("runId", runId))
            : FormState.Body([("date", form.Text($"{side}-date")), .. Scenario.Of(form, visit.Today, side + "-")]);
}
