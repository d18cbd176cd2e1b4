namespace PackageBilling.Portal;

/// <summary>A charge run: what it would post, then a run that posts exactly that, or nothing.</summary>
internal static class StartRun
{
    private const string Token = "previewToken";

    public static IResult Show(Visit visit, string? date) =>
        Form(FormState.New(("date", Dates.Parse(date) is { } given ? Dates.Text(given) : Dates.Text(visit.Today))),
            null, null);

    public static async Task<IResult> Go(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var (date, named) =
            (("date", (object?)(form.Text("date") ?? "")), ("customerIds", (object?)form.Ids("customerIds")));
        ApiRefusedException? moved = null;
        try
        {
            if (form.Flag("post"))
                return visit.Go(ChargeRunPages.Of((await visit.Api.StartRun(
                    FormState.Body(date, named, (Token, form.Text(Token))), form.Writing, ct)).RunId));
        }
        catch (ApiRefusedException refused) when (refused.Errors.ContainsKey(Token))
        {
            moved = refused;
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            // Shown beside what would be posted.
        }
        try
        {
            return Form(form, await visit.Api.Simulate(FormState.Body(date, named), ct), moved);
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Form(form, null, moved);
        }
    }

    private static IResult Form(FormState form, Report? report, ApiRefusedException? moved) => Page.Of<StartRunPage>(
        new { Form = form, Report = report, Moved = moved },
        moved is not null ? StatusCodes.Status409Conflict : form.IsRefused
            ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
