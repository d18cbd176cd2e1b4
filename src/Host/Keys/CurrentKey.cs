using System.Security.Claims;

namespace PackageBilling.Host;

/// <summary>Whose key a caller sends, for callers that have to know what they may do.</summary>
internal sealed record CurrentKey(string KeyId, string Name, string Role)
{
    internal static void Map(RouteGroupBuilder keys) => keys
        .MapGet("current", (ClaimsPrincipal caller) => TypedResults.Ok(new CurrentKey(
            caller.FindFirstValue(ClaimTypes.NameIdentifier)!, caller.FindFirstValue(ClaimTypes.Name)!, caller.FindFirstValue(ClaimTypes.Role)!)))
        .AllowRead().WithName(nameof(CurrentKey)).WithSummary("The id, name and role of the key that is sent");
}
