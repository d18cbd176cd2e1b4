using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;

namespace PackageBilling.Portal;

/// <summary>One request of one visitor: who it is, how to write for them,
/// and their way to the HTTP interface.</summary>
internal sealed class Visit(ApiConnection connection, IAntiforgery antiforgery, TimeProvider clock)
{
    private const string ThemeCookie = "pb-theme";

    private static readonly string[] Themes = ["light", "dark"];

    private HttpContext _http = null!;
    private BillingApi? _api;

    /// <summary>Who is signed in; null for a stranger.</summary>
    public Session? Session { get; private set; }

    public Formats Formats { get; private set; } = Formats.Of(null);

    /// <summary>The HTTP interface with the session's key.</summary>
    public BillingApi Api => _api ??= new(connection, Session?.Key ?? "");

    /// <summary>Light or dark, as the reader chose; null for what the browser prefers.</summary>
    public string? Theme { get; private set; }

    /// <summary>What the page before this one has to say, once.</summary>
    public string? Said { get; private set; }

    /// <summary>What every form has to send back.</summary>
    public string FormToken { get; private set; } = "";

    /// <summary>The address of this page.</summary>
    public string Here { get; private set; } = "/";

    /// <summary>Whether this is a later page of a list.</summary>
    public bool IsLaterPage => !string.IsNullOrEmpty(_http.Request.Query["after"]);

    /// <summary>The address of a page of the list that is shown, with the same filters.</summary>
    /// <param name="after">The mark before it; null for the first page.</param>
    /// <param name="path">Where the list is; null for this page.</param>
    public string ListAt(string? after, string? path = null) => Addresses.Of(
        path ?? _http.Request.Path.ToUriComponent(),
        [
            .. _http.Request.Query.Where(part => part.Key != "after").Select(part => (part.Key, (string?)part.Value)),
            ("after", after),
        ]);

    /// <summary>Today in UTC: what dates start with where no customer's zone says otherwise.</summary>
    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Whether to offer something.</summary>
    public bool May(Ability ability) => Session?.May(ability) ?? false;

    /// <summary>A mark for a form that is new: all its repeats are one wish.</summary>
    public static string Once() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Reads the request.</summary>
    public void Begin(HttpContext http)
    {
        _http = http;
        Session = Session.Of(http.User);
        Formats = Formats.Of(http.Request.Headers.AcceptLanguage);
        Theme = Themes.FirstOrDefault(theme => theme == http.Request.Cookies[ThemeCookie]);
        Here = http.Request.Path + http.Request.QueryString;
        FormToken = antiforgery.GetAndStoreTokens(http).RequestToken!;
        // A part that a form asks for while it is sent must not take what the page after it has to say.
        var isPart = http.Request.Headers["HX-Request"] == "true";
        if (http.Request.Method == HttpMethods.Get && !isPart) Said = FlashMessage.Take(http);
    }

    /// <summary>Goes to another page, which says what was done.</summary>
    public IResult Done(string address, string said)
    {
        FlashMessage.Keep(_http.Response, said);
        return Go(address);
    }

    /// <summary>Goes to another page of the portal, by GET.</summary>
    public IResult Go(string address)
    {
        _http.Response.Headers.Location = LocalAddress.Encoded(address);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Keeps the reader's choice for a year; anything but light and dark forgets it.</summary>
    public void Choose(string? theme)
    {
        var cookie = Cookie();
        cookie.MaxAge = TimeSpan.FromDays(365);
        if (Themes.Contains(theme)) _http.Response.Cookies.Append(ThemeCookie, theme!, cookie);
        else _http.Response.Cookies.Delete(ThemeCookie, Cookie());
    }

    private static CookieOptions Cookie() =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
