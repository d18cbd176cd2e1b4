namespace PackageBilling.Portal;

/// <summary>Other terms from a date on: the form, then old and new side by side, then the write.</summary>
internal static class RevisePackage
{
    public static async Task<IResult> Show(Visit visit, string packageId, string? effectiveFrom, CancellationToken ct)
    {
        var from = Dates.Parse(effectiveFrom) ?? visit.Today;
        var package = await visit.Api.Package(packageId, from, ct);
        return await Form(visit, package, PackageForm.Of(package.Value, from), false, ct);
    }

    public static async Task<IResult> Save(HttpContext http, Visit visit, string packageId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var package = await visit.Api.Package(packageId, Dates.Parse(form.Text("effectiveFrom")), ct);
        if (!form.Flag("save")) return await Form(visit, package, form, form.Flag("compare"), ct);
        var body = PackageForm.Terms(form);
        if (form.Text("effectiveFrom") is { } from) body["effectiveFrom"] = from;
        if (form.IsRefused) return await Form(visit, package, form, false, ct);
        try
        {
            await visit.Api.RevisePackage(packageId, body, form.Writing, ct);
            return visit.Done(PackagePages.Of(packageId)
                + (form.Text("effectiveFrom") is { } on ? $"?on={Uri.EscapeDataString(on)}" : ""),
                "The package is revised. What was charged already stays as it was.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Form(visit, package, form, false, ct);
        }
    }

    private static async Task<IResult> Form(
        Visit visit, Seen<PackageView> package, FormState form, bool compare, CancellationToken ct)
    {
        var shown = compare && !form.IsRefused;
        return Page.Of<RevisePackagePage>(new
        {
            Package = package.Value,
            Tag = form.Seen ?? package.Tag,
            Form = form,
            Compare = shown,
            Counts = shown ? (await visit.Api.PackageAssignments(package.Value.PackageId,
                Dates.Parse(form.Text("effectiveFrom")) ?? visit.Today, 1, null, ct)).Counts : null,
            Features = await visit.Api.PlatformFeatures(ct),
        }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
