namespace PackageBilling.Portal;

/// <summary>Who has a package, and where each of them stands on a date.</summary>
internal static class PackageHolders
{
    private const int Shown = 50;

    public static async Task<IResult> Show(
        Visit visit, string packageId, string? on, string? after, CancellationToken ct)
    {
        var date = Dates.Parse(on) ?? visit.Today;
        var (package, holders) =
            (visit.Api.Package(packageId, date, ct), visit.Api.PackageAssignments(packageId, date, Shown, after, ct));
        var shown = await holders;
        return Page.Of<PackageHoldersPage>(new
        {
            Package = (await package).Value,
            Holders = shown,
            Minutes = await visit.Api.FreeMinutes(shown.Items, ct),
        });
    }
}
