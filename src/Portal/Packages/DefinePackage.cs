namespace PackageBilling.Portal;

/// <summary>The form that defines a package.</summary>
internal static class DefinePackage
{
    public static async Task<IResult> Show(Visit visit, CancellationToken ct) =>
        await Form(visit, PackageForm.New(), ct);

    public static async Task<IResult> Save(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        if (form.Flag("look")) return await Form(visit, form, ct);
        var body = PackageForm.Terms(form);
        foreach (var (name, value) in FormState.Body(("type", form.Text("type")), ("currency", form.Text("currency"))))
            body[name] = value;
        if (form.IsRefused) return await Form(visit, form, ct);
        try
        {
            var packageId = await Define(visit, form, body, ct);
            return visit.Done(PackagePages.Of(packageId), $"Package {form.Text("name")} is defined.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Form(visit, form, ct);
        }
    }

    /// <summary>Without an id of its own a package gets one that people can read, made of its name; when that is taken,
    /// whatever the interface makes.</summary>
    private static async Task<string> Define(
        Visit visit, FormState form, Dictionary<string, object> body, CancellationToken ct)
    {
        if ((form.Text("packageId") ?? PackageForm.IdOf(form.Text("name"))) is { } packageId)
            body["packageId"] = packageId;
        try
        {
            return await visit.Api.DefinePackage(body, form.Writing, ct);
        }
        catch (ApiRefusedException refused) when (form.Text("packageId") is null
            && refused.Status == StatusCodes.Status409Conflict && refused.Errors.ContainsKey("packageId"))
        {
            body.Remove("packageId");
            return await visit.Api.DefinePackage(body, form.Writing, ct);
        }
    }

    private static async Task<IResult> Form(Visit visit, FormState form, CancellationToken ct) =>
        Page.Of<DefinePackagePage>(
            new { Form = form, Features = await visit.Api.PlatformFeatures(ct) },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
