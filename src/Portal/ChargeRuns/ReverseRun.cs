namespace PackageBilling.Portal;

/// <summary>A whole run reversed: what that would give back is shown first, then, with a reason,
/// all of it is reversed.</summary>
internal static class ReverseRun
{
    public static string Of(string runId) => ChargeRunPages.Of(runId) + "/reverse";

    public static Task<IResult> Show(HttpContext http, Visit visit, string runId, CancellationToken ct) =>
        Form(visit, runId, FormState.Of(http.Request.Query), ct);

    public static async Task<IResult> Go(HttpContext http, Visit visit, string runId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            var (again, body) = (ChargeAgainChoice.IsAgain(form), Body(form));
            (body["simulate"], body["chargeAgain"]) = (false, again);
            if (form.Text("reason") is { } reason) body["reason"] = reason;
            var done = await visit.Api.ReverseRun(runId, body, form.Writing with { Reason = null }, ct);
            return visit.Done(ChargeRunPages.Of(runId),
                $"{(done.Totals.Lines == 1 ? "1 line is" : $"{visit.Formats.Count(done.Totals.Lines)} lines are")} "
                + "reversed. "
                + (again ? Again(visit, done.Date) : Never));
        }
        catch (ApiRefusedException refused) when (form.TakeUnknown(refused, "customerIds"))
        {
            return await Form(visit, runId, form, ct);
        }
    }

    /// <summary>What happens after a reversal that lasts.</summary>
    public const string Never = "These lines won't be charged again.";

    /// <summary>What happens after one that does not.</summary>
    public static string Again(Visit visit, DateOnly date) =>
        $"The next run for {visit.Formats.Date(date)} charges them again.";

    private static async Task<IResult> Form(Visit visit, string runId, FormState form, CancellationToken ct)
    {
        var run = await visit.Api.ChargeRun(runId, ct);
        Report? report = null;
        try
        {
            report = await visit.Api.ReverseRun(runId, Body(form), new(), ct);
        }
        catch (ApiRefusedException refused) when (form.TakeUnknown(refused, "customerIds"))
        {
            // Shown above the form.
        }
        return Page.Of<ReverseRunPage>(
            new { Run = run, Form = form, Report = report },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static Dictionary<string, object> Body(FormState form) => FormState.Body(
        ("simulate", true), ("customerIds", form.Ids("customerIds")));
}
