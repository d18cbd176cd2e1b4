using System.Net;
using System.Text.RegularExpressions;
using PackageBilling.Harness;

namespace PackageBilling.Benchmarks;

/// <summary>A visitor of the portal without a browser: signed in as the administrator.</summary>
internal sealed partial class PortalVisitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    // The session's cookie is for HTTPS; a browser sends it to its own machine all the same,
    // a cookie container does not.
    private PortalVisitor(Uri address) =>
        _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address, Timeout = TimeSpan.FromMinutes(10),
        };

    public static async Task<PortalVisitor> SignIn(HostProcess host)
    {
        var visitor = new PortalVisitor(host.Address);
        var form = await visitor.Get("/sign-in");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["token"] = Token().Match(form).Groups[1].Value, ["key"] = host.AdminKey, ["to"] = "/",
            }),
        };
        using var answer = await visitor.Send(request);
        return answer.StatusCode == HttpStatusCode.SeeOther
            ? visitor : throw new InvalidOperationException($"Signing in was answered with {answer.StatusCode}.");
    }

    /// <summary>A page, whole.</summary>
    public async Task<string> Get(string path)
    {
        using var answer = await Send(new(HttpMethod.Get, path));
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync()
            : throw new InvalidOperationException($"{path} was answered with {answer.StatusCode}.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var answer = await _http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, rest) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)],
                cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            _cookies[name] = rest.Split(';')[0];
        }
        return answer;
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
