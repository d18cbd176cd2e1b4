using System.Security.Claims;

namespace PackageBilling.Host;

/// <summary>Shows whose key a caller sends.</summary>
internal static class GetCurrentKey
{
    internal static void Map(RouteGroupBuilder keys) => keys
        .MapGet("current", (ClaimsPrincipal caller) => TypedResults.Ok(new CurrentKey(
            caller.FindFirstValue(ClaimTypes.NameIdentifier)!, caller.FindFirstValue(ClaimTypes.Name)!,
            caller.FindFirstValue(ClaimTypes.Role)!)))
        .AllowRead().WithName(nameof(CurrentKey)).WithSummary("The id, name and role of the key that is sent");
}
