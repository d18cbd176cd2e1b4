namespace PackageBilling.Portal;

/// <summary>Calls that were recorded or rated wrongly: what a correction would change is shown first, then, with a
/// reason, it is done.</summary>
internal static class CorrectCalls
{
    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = FormState.Of(http.Request.Query);
        return await Form(visit, form, form.Text("kind") is not null, ct);
    }

    public static async Task<IResult> Go(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            var body = Body(form);
            body["simulate"] = false;
            if (form.Text("reason") is { } reason) body["reason"] = reason;
            var done = await visit.Api.CorrectCalls(Kind(form), body, form.Writing with { Reason = null }, ct);
            return visit.Done(CallPages.Correct, Said(visit, done));
        }
        catch (ApiRefusedException refused) when (TakeUnknown(form, refused))
        {
            return await Form(visit, form, true, ct);
        }
    }

    /// <summary>Which kind was chosen.</summary>
    public static CallCorrectionKind Kind(FormState form) =>
        form.Text("kind") == Kinds.Code(CallCorrectionKind.Rerate)
            ? CallCorrectionKind.Rerate : CallCorrectionKind.Void;

    private static string Said(Visit visit, CallCorrectionReport done)
    {
        var count = done.Changed == 1 ? "1 call" : $"{visit.Formats.Count(done.Changed)} calls";
        return done.Kind == CallCorrectionKind.Void
            ? $"{count} voided." : $"{count} changed by rating again.";
    }

    private static async Task<IResult> Form(Visit visit, FormState form, bool asked, CancellationToken ct)
    {
        CallCorrectionReport? report = null;
        if (asked)
            try
            {
                report = await visit.Api.CorrectCalls(Kind(form), Body(form), new(), ct);
            }
            catch (ApiRefusedException refused) when (TakeUnknown(form, refused))
            {
                // Shown above the form.
            }
        return Page.Of<CorrectCallsPage>(
            new { Form = form, Report = report },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    // A customer or an import that is not there is an entry to correct.
    private static bool TakeUnknown(FormState form, ApiRefusedException refused) => form.TakeUnknown(
        refused, refused.Errors.Keys.FirstOrDefault(field => field is "customerId" or "importId") ?? "");

    private static Dictionary<string, object> Body(FormState form) => FormState.Body(
        ("simulate", true), ("callIds", form.Ids("callIds")), ("importId", form.Text("importId")),
        ("customerId", form.Text("customerId")), ("from", form.Text("from")), ("to", form.Text("to")));
}
