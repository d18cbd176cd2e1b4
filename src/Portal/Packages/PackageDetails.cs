namespace PackageBilling.Portal;

/// <summary>A package with its terms on a date and all that became of it.</summary>
internal static class PackageDetails
{
    public static async Task<IResult> Show(
        Visit visit, string packageId, string? on, string? after, CancellationToken ct)
    {
        var date = Dates.Parse(on) ?? visit.Today;
        var package = visit.Api.Package(packageId, date, ct);
        var history = visit.Api.PackageHistory(packageId, after, ct);
        var holders = visit.Api.PackageAssignments(packageId, date, 1, null, ct);
        return Page.Of<PackagePage>(
            new { Package = (await package).Value, On = date, History = await history,
                Counts = (await holders).Counts });
    }

    public static async Task<IResult> Retire(HttpContext http, Visit visit, string packageId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        await visit.Api.RetirePackage(packageId, form.Writing, ct);
        return visit.Done(PackagePages.Of(packageId),
            "The package is retired: it takes no new assignments, and existing ones go on.");
    }
}
