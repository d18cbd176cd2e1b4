namespace PackageBilling.Portal;

/// <summary>One package of a customer: what it owes next, changing, pausing and ending it, giving its DID
/// back, its history.</summary>
internal static class AssignmentDetails
{
    public static Task<IResult> Show(
        Visit visit, string customerId, string assignmentId, string? why, CancellationToken ct) =>
        Details(visit, customerId, assignmentId, Dates.Parse(why), "", FormState.New(), ct);

    public static Task<IResult> Change(
        HttpContext http, Visit visit, string customerId, string assignmentId, CancellationToken ct) =>
        Save(http, visit, customerId, assignmentId, "change", async form =>
        {
            var body = OwnTermsForm.Change(form);
            if (form.Text("effectiveFrom") is { } from) body["effectiveFrom"] = from;
            if (!form.IsRefused) await visit.Api.ChangeAssignment(customerId, assignmentId, body, form.Writing, ct);
            return (assignmentId, "The package is changed.");
        }, ct);

    public static Task<IResult> Swap(
        HttpContext http, Visit visit, string customerId, string assignmentId, CancellationToken ct) =>
        Save(http, visit, customerId, assignmentId, "swap", async form =>
        {
            var body = FormState.Body([.. SupposedEdit.OtherPackage(form), ("on", form.Text("on"))]);
            return form.IsRefused ? (assignmentId, "")
                : (await visit.Api.SwapPackage(customerId, assignmentId, body, form.Writing, ct),
                    "This is the other package; the one before has its end.");
        }, ct);

    public static Task<IResult> Pause(
        HttpContext http, Visit visit, string customerId, string assignmentId, CancellationToken ct) =>
        Save(http, visit, customerId, assignmentId, "pause", async form =>
        {
            await visit.Api.PauseAssignment(
                customerId, assignmentId, FormState.Body(("from", form.Text("from"))), form.Writing, ct);
            return (assignmentId, "The package is paused from that day on.");
        }, ct);

    public static Task<IResult> Resume(
        HttpContext http, Visit visit, string customerId, string assignmentId, CancellationToken ct) =>
        Save(http, visit, customerId, assignmentId, "resume", async form =>
        {
            await visit.Api.ResumeAssignment(
                customerId, assignmentId, FormState.Body(("on", form.Text("on"))), form.Writing, ct);
            return (assignmentId, "The package is active again from that day on.");
        }, ct);

    public static Task<IResult> End(
        HttpContext http, Visit visit, string customerId, string assignmentId, CancellationToken ct) =>
        Save(http, visit, customerId, assignmentId, "end", async form =>
        {
            await visit.Api.EndAssignment(customerId, assignmentId, FormState.Body(
                ("endDate", form.Text("endDate")), (AssignPackage.Again, form.Flag(AssignPackage.Again) ? true : null)),
                form.Writing, ct);
            return (assignmentId, "The end is set.");
        }, ct);

    public static Task<IResult> Release(
        HttpContext http, Visit visit, string customerId, string assignmentId, CancellationToken ct) =>
        Save(http, visit, customerId, assignmentId, "release", async form =>
        {
            var released = await visit.Api.ReleaseDid(form.Text("did") ?? "",
                FormState.Body(("date", form.Text("date"))), form.Writing with { IfMatch = null }, ct);
            return (assignmentId,
                $"The DID is released; packages that ended: {visit.Formats.Count(released.Ended.Count)}.");
        }, ct);

    /// <summary>What an edit would change in the next charges, asked from inside its form.</summary>
    public static async Task<IResult> Charges(
        HttpContext http, Visit visit, string customerId, string assignmentId, string what, CancellationToken ct)
    {
        var assignment = (await visit.Api.Assignment(customerId, assignmentId, ct)).Value;
        return Page.Of<ChangedChargesPart>(new { What = what,
            Changed = await ChangedCharges.Of(visit, assignment, what, FormState.Of(http.Request.Query), ct) });
    }

    private static async Task<IResult> Save(
        HttpContext http, Visit visit, string customerId, string assignmentId, string part,
        Func<FormState, Task<(string AssignmentId, string Said)>> save, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        if (form.Flag("look")) return await Details(visit, customerId, assignmentId, null, part, form, ct);
        try
        {
            var (shown, said) = await save(form);
            if (!form.IsRefused) return visit.Done(AssignmentPages.Of(customerId, shown), said);
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            // Shown with the form.
        }
        return await Details(visit, customerId, assignmentId, null, part, form, ct);
    }

    private static async Task<IResult> Details(
        Visit visit, string customerId, string assignmentId, DateOnly? why, string part,
        FormState form, CancellationToken ct)
    {
        var (customer, assignment) =
            (visit.Api.Customer(customerId, ct), visit.Api.Assignment(customerId, assignmentId, ct));
        var asked = await assignment;
        return Page.Of<AssignmentPage>(new
        {
            Customer = (await customer).Value,
            Assignment = asked.Value,
            Package = (await visit.Api.Package(asked.Value.PackageId, visit.Today, ct)).Value,
            Tag = form.Seen ?? asked.Tag,
            Window = (await visit.Api.FreeMinutes([asked.Value], ct)).GetValueOrDefault(assignmentId),
            Explained = await visit.Api.ExplainDate(customerId, assignmentId, why ?? visit.Today, ct),
            Part = part,
            Form = form,
            Changed = form.Flag("look")
                ? await ChangedCharges.Of(visit, asked.Value, part, form, ct) : ChangedCharges.None,
        }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
