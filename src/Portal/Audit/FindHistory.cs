namespace PackageBilling.Portal;

/// <summary>Who has done what to a package, a customer, a DID or a charge, by its id.</summary>
internal static class FindHistory
{
    public static IResult Show(Visit visit, string? packageId, string? customerId, string? did, string? chargeId) =>
        Way(packageId) is { } package ? visit.Go(PackagePages.Of(package))
        : Way(customerId) is { } customer ? visit.Go(CustomerHistory.Of(customer))
        : Way(chargeId) is { } charge ? visit.Go(ChargePages.Of(charge))
        : Way(PhoneNumbers.Did(did) ?? did) is { } number ? visit.Go(DidPages.Of(number))
        : Page.Of<HistoryPage>();

    private static string? Way(string? id) => string.IsNullOrWhiteSpace(id) ? null : Uri.EscapeDataString(id.Trim());
}
