using Microsoft.AspNetCore.Http;

namespace PackageBilling.Portal;

/// <summary>Who has done what to a package, a customer's package, a DID or a charge, by its id.</summary>
internal static class FindHistory
{
    public static async Task<IResult> Show(Visit visit, string? packageId, string? customerId, string? did, string? chargeId, CancellationToken ct)
    {
        if (Way(packageId) is { } package) return visit.Go(PackagePages.Of(package));
        if (Way(customerId) is { } customer) return visit.Go(AssignmentPages.Of(customer));
        if (Way(chargeId) is { } charge) return visit.Go(ChargePages.Of(charge));
        var uses = string.IsNullOrWhiteSpace(did) ? null : await Uses(visit, did.Trim(), ct);
        return Page.Of<HistoryPage>(new { Did = did, Uses = uses }, uses is { Items.Count: 0 } ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    private static string? Way(string? id) => string.IsNullOrWhiteSpace(id) ? null : Uri.EscapeDataString(id.Trim());

    private static async Task<DidUses> Uses(Visit visit, string did, CancellationToken ct)
    {
        try
        {
            return await visit.Api.Did(did, ct);
        }
        catch (ApiRefusedException refused) when (refused.Status == StatusCodes.Status404NotFound)
        {
            return new([], null);
        }
    }
}
