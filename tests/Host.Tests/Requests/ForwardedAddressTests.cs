using System.Net;
using System.Text.RegularExpressions;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Whose request is counted for whom: by key, by session, and by an address that only a trusted
/// proxy can name.</summary>
public sealed partial class ForwardedAddressTests
{
    private static readonly Uri Packages = new("/api/packages", UriKind.Relative),
        Pages = new("/signed-in", UriKind.Relative);

    [Fact]
    public async Task a_trusted_proxy_names_the_address_that_limits_are_counted_by()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase(), ("RateLimit:PerSecond", "5"),
            (TrustedProxies.Setting, "10.0.0.0/8, 127.0.0.1"));
        using var http = new HttpClient { BaseAddress = node.Address };
        (await Many(http, _ => "203.0.113.7")).ShouldContain(HttpStatusCode.TooManyRequests);
        (await Ask(http, "203.0.113.8")).ShouldBe(HttpStatusCode.Unauthorized);
        // What a caller writes before the proxy's own entry counts for nothing.
        (await Many(http, n => $"198.51.100.{n}, 203.0.113.9")).ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task a_caller_that_is_no_trusted_proxy_cannot_choose_its_address()
    {
        await using var node = await TestHost.Start(
            await TestPostgres.NewDatabase(), ("RateLimit:PerSecond", "5"), (TrustedProxies.Setting, "10.0.0.1"));
        using var http = new HttpClient { BaseAddress = node.Address };
        (await Many(http, n => $"203.0.113.{n}")).ShouldContain(HttpStatusCode.TooManyRequests);
        (await Should.ThrowAsync<InvalidOperationException>(
            TestHost.Start(await TestPostgres.NewDatabase(), (TrustedProxies.Setting, "the proxy"))))
            .Message.ShouldContain(TrustedProxies.Setting);
    }

    [Fact]
    public async Task visitors_of_the_portal_behind_one_address_are_limited_each_by_their_own_key()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase(), ("RateLimit:PerSecond", "10"));
        using var admin = new Api(node.Address, TestHost.AdminKey);
        var other = (await admin.Must("POST", "/api/keys", new { name = "olga", role = "operator" }))!["key"]!
            .GetValue<string>();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        { BaseAddress = node.Address };
        string wild = await SignIn(http, TestHost.AdminKey), quiet = await SignIn(http, other);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Visit(http, wild)));
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
        (await Visit(http, quiet)).ShouldBe(HttpStatusCode.SeeOther);
        // A cookie that is none makes a stranger, not a visitor of one's own choice.
        (await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Visit(http, $"pb-session=made-up-{n}"))))
            .ShouldContain(HttpStatusCode.TooManyRequests);
    }

    private static async Task<HttpStatusCode[]> Many(HttpClient http, Func<int, string> forwardedFor) =>
        await Task.WhenAll(Enumerable.Range(0, 30).Select(n => Ask(http, forwardedFor(n))));

    private static async Task<HttpStatusCode> Ask(HttpClient http, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Packages)
        { Headers = { { "X-Forwarded-For", forwardedFor } } };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> Visit(HttpClient http, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Pages) { Headers = { { "Cookie", cookies } } };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    // As a browser does it; a client of .NET would not send secure cookies over HTTP.
    private static async Task<string> SignIn(HttpClient http, string key)
    {
        HttpResponseMessage? page = null;
        await Eventually.True(async () => (page = await http.GetAsync(
            new Uri("/sign-in", UriKind.Relative))).IsSuccessStatusCode, "the page is there");
        var token = Token().Match(await page!.Content.ReadAsStringAsync()).Groups[1].Value;
        HttpResponseMessage? entered = null;
        await Eventually.True(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/sign-in", UriKind.Relative))
            {
                Content = new FormUrlEncodedContent(
                    new Dictionary<string, string> { ["key"] = key, ["to"] = "/", ["token"] = token }),
                Headers = { { "Cookie", Cookies(page) } },
            };
            entered = await http.SendAsync(request);
            return entered.StatusCode == HttpStatusCode.SeeOther;
        }, "the key lets in");
        return Cookies(entered!);
    }

    private static string Cookies(HttpResponseMessage answer) =>
        string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
