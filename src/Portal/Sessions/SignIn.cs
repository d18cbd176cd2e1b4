using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace PackageBilling.Portal;

/// <summary>A key becomes a session, and ends being one.</summary>
internal static class SignIn
{
    private const string Path = "/sign-in";

    // Open to strangers, so that no more is read than a key and an address take.
    private static readonly RequestSizeLimitAttribute SmallForm = new(16_384);

    /// <summary>Where to sign in, to be brought back to a page afterwards.</summary>
    public static string Address(string back) => back == "/" ? Path : $"{Path}?to={Uri.EscapeDataString(back)}";

    /// <summary>Pages that need no session.</summary>
    public static void MapOpen(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Path, (string? to) => Show(to, null, StatusCodes.Status200OK));
        portal.MapPost(Path, Enter).WithMetadata(SmallForm);
        portal.MapGet("/signed-in", Arrive);
        portal.MapPost("/theme", Theme).WithMetadata(SmallForm);
    }

    public static void Map(IEndpointRouteBuilder portal) => portal.MapPost("/sign-out", async (
        HttpContext http, Visit visit) =>
    {
        await http.SignOutAsync(Session.Scheme);
        return visit.Done(Path, "You are signed out.");
    });

    private static async Task<IResult> Enter(
        HttpContext http, Visit visit, ApiConnection connection, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (key, to) = (form["key"].ToString().Trim(), form["to"].ToString());
        if (key.Length == 0) return Show(to, "Enter a key.", StatusCodes.Status422UnprocessableEntity);
        if (key.Any(c => c is < '!' or > '~'))
            return Show(to, "That API key isn't valid.", StatusCodes.Status422UnprocessableEntity);
        try
        {
            var known = await new BillingApi(connection, key).Current(ct);
            await http.SignInAsync(Session.Scheme, new Session(key, known.KeyId, known.Name, known.Role).Principal());
            return visit.Go($"/signed-in?to={Uri.EscapeDataString(LocalAddress.Of(to))}");
        }
        catch (ApiRefusedException refused) when (refused.Status is 401 or 431 or 400)
        {
            return Show(to, "That API key isn't valid.", StatusCodes.Status422UnprocessableEntity);
        }
    }

    // A browser that did not keep the cookie would otherwise be sent round in a circle without a word.
    private static async Task<IResult> Arrive(HttpContext http, Visit visit, string? to) =>
        (await http.AuthenticateAsync(Session.Scheme)).Succeeded
            ? visit.Go(LocalAddress.Of(to))
            : Show(to, "Your browser did not keep the session. It does so over HTTPS, or at http://127.0.0.1 on the "
                + "host's own machine.", StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> Theme(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        visit.Choose(form["theme"]);
        return visit.Go(LocalAddress.Of(form["to"]));
    }

    private static IResult Show(string? to, string? fault, int status) =>
        Page.Of<SignInPage>(new { To = LocalAddress.Of(to), Fault = fault }, status);
}
