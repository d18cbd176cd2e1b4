namespace PackageBilling.Portal;

/// <summary>Run Package: always shown first, then, with a reason and on purpose, exactly that is posted,
/// or nothing.</summary>
internal static class RunPackage
{
    private const string Token = "previewToken";

    public static Task<IResult> Show(Visit visit, string customerId, CancellationToken ct) =>
        Form(visit, customerId, FormState.New(("simulate", "yes"), ("date", Dates.Text(visit.Today))), null, null, ct);

    public static async Task<IResult> Run(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var wanted = new[] { ("date", (object?)(form.Text("date") ?? "")),
            ("assignmentIds", form.All("assignmentIds") is { Count: > 0 } some ? some : null) };
        ApiRefusedException? moved = null;
        try
        {
            if (form.Flag("post"))
            {
                var (runId, done) = await visit.Api.RunPackage(
                    customerId, FormState.Body([.. wanted, ("simulate", false), ("reason", form.Text("reason")),
                        (Token, form.Text(Token))]), form.Writing with { Reason = null }, ct);
                return visit.Done(ChargeRunPages.Of(runId), done switch
                {
                    null => "The run has started. This page shows how far it is.",
                    { Totals.Lines: 1 } => "Posted: 1 line.",
                    _ => $"Posted: {visit.Formats.Count(done.Totals.Lines)} lines.",
                });
            }
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
            return await Form(visit, customerId, form, await visit.Api.SimulatePackage(
                customerId, FormState.Body([.. wanted, ("simulate", true)]), ct), moved, ct);
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Form(visit, customerId, form, null, moved, ct);
        }
    }

    /// <summary>How many of the lines that are charged again were reversed before, so that they are charged once:
    /// a charge run says why it would not.</summary>
    private static async Task<int> Reversed(Visit visit, string customerId, Report report, CancellationToken ct)
    {
        if (!report.Lines.Any(line => line.Again)) return 0;
        var run = await visit.Api.Simulate(
            FormState.Body(("date", Dates.Text(report.Date)), ("customerIds", new[] { customerId })), ct);
        var standing = run.Lines.Where(line => line is { Outcome: LineOutcome.AlreadyCharged,
            Reason: "alreadyCharged" }).Select(line => (line.AssignmentId, line.Kind)).ToHashSet();
        return run.SimulationId is null
            ? report.Lines.Count(line => line.Again && !standing.Contains((line.AssignmentId, line.Kind))) : 0;
    }

    private static async Task<IResult> Form(Visit visit, string customerId, FormState form, Report? report,
        ApiRefusedException? moved, CancellationToken ct)
    {
        var (customer, assignments) =
            (visit.Api.Customer(customerId, ct), visit.Api.Assignments(customerId, null, null, ct));
        return Page.Of<RunPackagePage>(
            new
            {
                Customer = (await customer).Value, Assignments = (await assignments).Items, Form = form,
                Report = report, Moved = moved,
                Reversed = report is null ? 0 : await Reversed(visit, customerId, report, ct),
            },
            moved is not null ? StatusCodes.Status409Conflict : form.IsRefused
                ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
