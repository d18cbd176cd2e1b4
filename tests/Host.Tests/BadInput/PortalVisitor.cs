using System.Net;
using System.Text.RegularExpressions;

namespace PackageBilling.Host.Tests;

/// <summary>Somebody who is signed in to the portal with a key, and knows every page and form
/// that links lead to.</summary>
internal sealed partial class PortalVisitor : IDisposable
{
    // Enough for every kind of page with the few things that there are.
    private const int Pages = 150;

    private readonly HttpClient _client;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    private PortalVisitor(Uri address) =>
        _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address, Timeout = TimeSpan.FromMinutes(1),
        };

    /// <summary>A form of a page: where it is sent, and what stands in its fields.</summary>
    public sealed record Form(string Method, string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);

    /// <summary>The addresses that pages link to.</summary>
    public IReadOnlyList<string> Links { get; private set; } = [];

    /// <summary>The forms of these pages.</summary>
    public IReadOnlyList<Form> Forms { get; private set; } = [];

    /// <summary>Signs in with a key, or visits without one, and follows the links.</summary>
    public static async Task<PortalVisitor> Visit(Uri address, string? key)
    {
        var visitor = new PortalVisitor(address);
        if (key is not null)
        {
            var page = Found("/sign-in", await visitor.Text("/sign-in")).Forms
                .Single(form => form.Action == "/sign-in");
            using var entered = await visitor.Send(new(HttpMethod.Post, new Uri("/sign-in", UriKind.Relative))
            {
                Content = new FormUrlEncodedContent(
                    [.. page.Fields.Where(field => field.Key != "key"), KeyValuePair.Create("key", key)]),
            });
            visitor._cookies.ContainsKey("pb-session").ShouldBeTrue(await entered.Content.ReadAsStringAsync());
        }
        await visitor.Crawl();
        return visitor;
    }

    public async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        if (!request.Headers.Contains("Cookie"))
            request.Headers.TryAddWithoutValidation(
                "Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var answer = await _client.SendAsync(request);
        // What a random request makes of the session is its own; the one that was signed in stays.
        if (answer.Headers.TryGetValues("Set-Cookie", out var set) && Links.Count == 0)
            foreach (var cookie in set.Select(line => line.Split(';')[0].Split('=', 2))
                .Where(pair => pair[1].Length > 0))
                _cookies[cookie[0]] = cookie[1];
        return answer;
    }

    public void Dispose() => _client.Dispose();

    private async Task Crawl()
    {
        var (links, forms, waiting, known) = (new List<string>(), new Dictionary<string, Form>(),
            new Queue<string>(["/", "/sign-in"]), new HashSet<string>(StringComparer.Ordinal));
        while (waiting.TryDequeue(out var path) && links.Count < Pages)
        {
            if (!known.Add(Shape(path))) continue;
            links.Add(path);
            var (found, on) = Found(path, await Text(path));
            foreach (var form in on) forms[$"{form.Method} {Shape(form.Action)}"] = form;
            foreach (var link in found) waiting.Enqueue(link);
        }
        (Links, Forms) = (links, [.. forms.Values]);
    }

    private async Task<string> Text(string path)
    {
        using var answer = await Send(new(HttpMethod.Get, new Uri(path, UriKind.Relative)));
        return answer.Content.Headers.ContentType?.MediaType == "text/html"
            ? await answer.Content.ReadAsStringAsync() : "";
    }

    // Pages of many things of a kind are one page, but for the names of its parameters.
    private static string Shape(string path) =>
        Number().Replace(string.Join('&', path.Split('?')[0].Split('/').Where(part => part.Length < 20)
            .Concat(path.Contains('?', StringComparison.Ordinal)
                ? path.Split('?')[1].Split('&').Select(pair => pair.Split('=')[0]) : [])), "0");

    private static (List<string> Links, List<Form> Forms) Found(string page, string html)
    {
        var links = Link().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))
            .Where(link => !link.StartsWith("/assets/", StringComparison.Ordinal)).ToList();
        var forms = new List<Form>();
        foreach (Match form in FormTag().Matches(html))
        {
            var fields = Field().Matches(form.Groups[2].Value).Select(match => KeyValuePair.Create(
                WebUtility.HtmlDecode(Name().Match(match.Value).Groups[1].Value),
                WebUtility.HtmlDecode(Value().Match(match.Value).Groups[1].Value)));
            var action = Action().Match(form.Groups[1].Value) is { Success: true } given
                ? WebUtility.HtmlDecode(given.Groups[1].Value) : page.Split('?')[0];
            if (action.StartsWith('/'))
                forms.Add(new(form.Groups[1].Value.Contains("\"post\"", StringComparison.OrdinalIgnoreCase)
                    ? "POST" : "GET", action, [.. fields.Where(field => field.Key.Length > 0)]));
        }
        return (links, forms);
    }

    [GeneratedRegex("""(?:href|hx-get)="(/[^"]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("""<form([^>]*)>(.*?)</form>""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex FormTag();

    [GeneratedRegex("""action="([^"]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Action();

    [GeneratedRegex("""<(?:input|select|textarea|button)\b[^>]*>""", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex("""\bname="([^"]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("""\bvalue="([^"]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
