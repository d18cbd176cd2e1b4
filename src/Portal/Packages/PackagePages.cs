namespace PackageBilling.Portal;

/// <summary>Setup › Config › Packages.</summary>
internal static class PackagePages
{
    public const string Root = "/setup/config/packages";
    public const string New = "/setup/config/new-package";

    public const string ChangePrices = "/setup/config/change-prices";

    public static readonly IReadOnlyList<(string, string?)> Trail = [("Setup", null), ("Config", null)];

    public static string Of(string packageId) => $"{Root}/{packageId}";

    /// <summary>Who has it.</summary>
    public static string Holders(string packageId) => Of(packageId) + "/assignments";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Root, ListPackages.Show);
        portal.MapGet(New, DefinePackage.Show).Needs(Ability.Define);
        portal.MapPost(New, DefinePackage.Save);
        portal.MapGet(ChangePrices, Portal.ChangePrices.Show).Needs(Ability.Simulate);
        portal.MapPost(ChangePrices, Portal.ChangePrices.Apply);
        portal.MapGet("/setup/config/frequency", FrequencyPreview.Show);
        portal.MapGet("/setup/config/minutes", FrequencyPreview.Minutes);
        portal.MapGet(Root + "/{packageId}", PackageDetails.Show);
        portal.MapGet(Root + "/{packageId}/assignments", PackageHolders.Show);
        portal.MapGet(Root + "/{packageId}/revise", RevisePackage.Show).Needs(Ability.Define);
        portal.MapPost(Root + "/{packageId}/revise", RevisePackage.Save);
        portal.MapPost(Root + "/{packageId}/retire", PackageDetails.Retire);
    }
}
