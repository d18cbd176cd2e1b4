namespace PackageBilling.Portal;

/// <summary>What past runs would now post otherwise, with the event behind each difference; and, with a reason,
/// lines that put it right.</summary>
internal static class RestatePast
{
    public static async Task<IResult> Show(HttpContext http, Visit visit, CancellationToken ct) =>
        http.Request.Query.Count == 0
            ? Form(FormState.New(("from", Dates.Text(visit.Today.AddMonths(-1))), ("to", Dates.Text(visit.Today))),
                null)
            : await Found(visit, FormState.Of(http.Request.Query), ct);

    public static async Task<IResult> Apply(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            if (form.Text("reason") is null) form.Fault("reason", "must say why past runs are put right");
            if (form.IsRefused) return await Found(visit, form, ct);
            var body = Body(form);
            (body["simulate"], body["reason"]) = (false, form.Text("reason")!);
            var done = await visit.Api.Restate(body, form.Writing with { Reason = null }, ct);
            var left = done.NotPosted.Count == 0
                ? "" : $" {visit.Formats.Count(done.NotPosted.Count)} customers are still to be done: apply it again.";
            var lines = done.Totals.Lines == 1 ? "1 line" : $"{visit.Formats.Count(done.Totals.Lines)} lines";
            return done.RestatementId is { } id
                ? visit.Done(RestatementPages.Of(id), $"Put right: {lines}.{left}")
                : visit.Done(RestatementPages.Root, "Nothing differs any more, so nothing was posted." + left);
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Found(visit, form, ct);
        }
    }

    private static async Task<IResult> Found(Visit visit, FormState form, CancellationToken ct)
    {
        try
        {
            return Form(form, await visit.Api.Restate(Body(form), new(), ct));
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Form(form, null);
        }
    }

    private static Dictionary<string, object> Body(FormState form) => FormState.Body(
        ("from", form.Text("from")), ("to", form.Text("to")), ("customerIds", form.Ids("customerIds")));

    private static IResult Form(FormState form, RestatementView? impact) => Page.Of<RestatePastPage>(
        new { Form = form, Impact = impact },
        form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
