using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PackageBilling.Portal;

/// <summary>
/// Knows a visitor by the session's id in a cookie. Each sign-in begins a session with a new id, so an id that somebody
/// else put into a browser is worth nothing after it.
/// </summary>
internal sealed class SessionCookies(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Cookie = "pb-session";

    // Not strict: a link in a message has to lead to its page. Whatever changes something needs the form's token
    // besides.
    private static CookieOptions Secured => new()
    {
        HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true,
    };

    private ISessions Sessions => Context.RequestServices.GetRequiredService<ISessions>();

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Request.Cookies[Cookie] is { Length: > 0 } id && await Sessions.Find(id, Context.RequestAborted) is { } session
            ? AuthenticateResult.Success(new(session.Principal(), Scheme.Name))
            : AuthenticateResult.NoResult();

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        await EndOld();
        var session = Session.Of(user) ?? throw new InvalidOperationException("A session is of a visitor with a key.");
        Response.Cookies.Append(Cookie, await Sessions.Begin(session, Context.RequestAborted), Secured);
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        await EndOld();
        Response.Cookies.Delete(Cookie, Secured);
    }

    // What asks from inside a page is told by a header to load the sign-in page as a whole.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Cookies.ContainsKey(Cookie))
        {
            Response.Cookies.Delete(Cookie, Secured);
            FlashMessage.Keep(Response, "Your session has ended. Sign in again.");
        }
        if (Request.Headers.ContainsKey("HX-Request"))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers["HX-Redirect"] = LocalAddress.Encoded(SignIn.Address("/"));
            return Task.CompletedTask;
        }
        var back = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : "/";
        Response.StatusCode = StatusCodes.Status302Found;
        Response.Headers.Location = LocalAddress.Encoded(SignIn.Address(back));
        return Task.CompletedTask;
    }

    private Task EndOld() =>
        Request.Cookies[Cookie] is { Length: > 0 } id ? Sessions.End(id, Context.RequestAborted) : Task.CompletedTask;
}
