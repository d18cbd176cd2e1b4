using System.Net;
using System.Text.RegularExpressions;

namespace PackageBilling.Host.Tests;

/// <summary>A page, or a redirect, as the portal sent it.</summary>
internal sealed record PortalAnswer(int Code, string? Location, string Text);

/// <summary>
/// A browser without scripts: keeps the portal's cookies, follows no redirect, and sends forms with the token of a
/// page.
/// </summary>
internal sealed partial class Visitor(Uri address) : IDisposable
{
    public const string SessionCookie = "pb-session";

    // A browser sends secure cookies to its own machine over HTTP; the framework's container of cookies does not.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    { BaseAddress = address };

    /// <summary>The cookies by name; a test may copy or change them.</summary>
    public Dictionary<string, string> Cookies { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Another browser, on another node perhaps, with copies of this one's cookies.</summary>
    public Visitor Copy(Uri? node = null) => new(node ?? address) { Cookies = new(Cookies, StringComparer.Ordinal) };

    public async Task<Visitor> SignIn(string key)
    {
        var answer = await Send("/sign-in", ("key", key));
        answer.Code.ShouldBe(303, answer.Text);
        return this;
    }

    /// <summary>Whether a page of the portal is shown, and not the way to sign in.</summary>
    public async Task<bool> IsSignedIn()
    {
        var answer = await Get("/setup/config/packages");
        if (answer.Code == 302) answer.Location!.ShouldStartWith("/sign-in");
        else answer.Code.ShouldBe(200, answer.Text);
        return answer.Code == 200;
    }

    public Task<PortalAnswer> Get(string path) =>
        Ask(new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)));

    /// <summary>The token of the forms that this visitor is shown.</summary>
    public async Task<string> FormToken() =>
        WebUtility.HtmlDecode(Token().Match((await Get("/sign-in")).Text).Groups[1].Value);

    /// <summary>Sends a form, with a token of this visitor's unless one is given.</summary>
    public async Task<PortalAnswer> Send(string path, params (string Name, string Value)[] fields)
    {
        if (!fields.Any(field => field.Name == "token")) fields = [.. fields, ("token", await FormToken())];
        return await Ask(new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        });
    }

    public void Dispose() => _http.Dispose();

    private async Task<PortalAnswer> Ask(HttpRequestMessage request)
    {
        using var asked = request;
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var answer = await _http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, value) = (cookie.Split('=')[0], cookie[(cookie.IndexOf('=', StringComparison.Ordinal)
                + 1)..cookie.IndexOf(';', StringComparison.Ordinal)]);
            if (value.Length == 0) Cookies.Remove(name);
            else Cookies[name] = value;
        }
        var location = answer.Headers.NonValidated.TryGetValues("Location", out var locations)
            ? locations.ToString() : null;
        return new((int)answer.StatusCode, location, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
