using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace PackageBilling.Portal;

/// <summary>What the next page has to say, once: it travels in a cookie.</summary>
internal static class FlashMessage
{
    private const string Cookie = "pb-said";

    private static CookieOptions Secured =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    /// <summary>Has the next page say it.</summary>
    public static void Keep(HttpResponse response, string text) =>
        response.Cookies.Append(Cookie, WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text)), Secured);

    /// <summary>What the page before this one has to say; null for nothing. It is forgotten by asking.</summary>
    public static string? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { } kept) return null;
        http.Response.Cookies.Delete(Cookie, Secured);
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(kept));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
