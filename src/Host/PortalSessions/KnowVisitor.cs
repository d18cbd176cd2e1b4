using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using PackageBilling.Portal;

namespace PackageBilling.Host;

/// <summary>
/// Reads the portal's session before requests are counted: visitors behind one address are counted each by their own
/// key. Who may see a page is decided later, by the page.
/// </summary>
internal sealed class KnowVisitor(RequestDelegate next)
{
    private static readonly object Key = new();

    /// <summary>The id of the key that a page's visitor is signed in with;
    /// null for a stranger or a call of the interface.</summary>
    public static string? KeyOf(HttpContext http) => http.Items[Key] as string;

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not null && http.Request.Cookies.Count > 0
            && http.User.Identity?.IsAuthenticated != true
            && !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/health"))
        {
            var session = await http.AuthenticateAsync(Session.Scheme);
            http.Items[Key] = session.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        }
        await next(http);
    }
}
