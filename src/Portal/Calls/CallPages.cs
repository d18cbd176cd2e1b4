using Microsoft.AspNetCore.Mvc;

namespace PackageBilling.Portal;

/// <summary>Management › Calls: files of any switch, and calls that were wrong.</summary>
internal static class CallPages
{
    public const string Import = "/management/calls";
    public const string Correct = "/management/correct-calls";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Import, ImportCalls.Show).Needs(Ability.Operate);
        portal.MapPost(Import, ImportCalls.Send)
            .WithMetadata(new RequestSizeLimitAttribute(CustomerCallPages.MaxUpload));
        portal.MapGet(Correct, CorrectCalls.Show).Needs(Ability.Simulate);
        portal.MapPost(Correct, CorrectCalls.Go);
    }

    /// <summary>Where the calls of an import are corrected.</summary>
    public static string CorrectImport(string importId, CallCorrectionKind kind) =>
        Addresses.Of(Correct, ("kind", Kinds.Code(kind)), ("importId", importId));
}
