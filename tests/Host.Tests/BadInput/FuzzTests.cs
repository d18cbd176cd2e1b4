using System.Collections.Concurrent;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>
/// Thousands of random requests to every operation of the interface and every page and form of the portal, by every
/// role: none fails, no connection is cut, and each refusal says what is wrong.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_201, Requests = 7_000, Visits = 3_000, AtOnce = 8;

    private static readonly string[] Parameters = ["search", "from", "to", "after", "limit", "date", "customerIds",
        "state", "status", "outcome", "on", "knownAt", "left-date", "right-date", "left-knownAt", "groupBy"];

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1";

    private readonly int _seed = IsLong ? Random.Shared.Next() : Seed;
    private readonly int _times = IsLong ? 20 : 1;
    private readonly ConcurrentDictionary<int, int> _answers = new();
    private readonly ConcurrentQueue<string> _faults = new();

    [Fact]
    public async Task ten_thousand_random_requests_never_fail()
    {
        output.WriteLine($"Seed {_seed}");
        await using var node = await TestHost.Start(
            await TestPostgres.NewDatabase(), ("RateLimit:PerSecond", "1000000"), ("PlatformFeatures", "voicemail"));
        using var admin = new Api(node.Address, TestHost.AdminKey);
        var keys = new Dictionary<string, string?> { ["admin"] = TestHost.AdminKey, ["nobody"] = null };
        foreach (var role in new[] { "operator", "finance", "auditor" })
            keys[role] = (await admin.Must("POST", "/api/keys", new { name = $"fuzz {role}", role }))!["key"]!
                .GetValue<string>();
        var samples = await Samples.Make(admin);
        var operations = await Operation.All(admin);

        var requests = new RandomRequests(_seed, operations, samples);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        { BaseAddress = node.Address, Timeout = TimeSpan.FromMinutes(2) };
        await Each(Requests, number =>
        {
            var request = requests.Of(number);
            var (role, key) = keys.ElementAt(number / operations.Count % keys.Count);
            if (key is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            return Check($"{role}, number {number}", request, asked => client.SendAsync(asked), IsDescribed);
        });

        var visitors = new Dictionary<string, PortalVisitor>();
        foreach (var (role, key) in keys) visitors[role] = await PortalVisitor.Visit(node.Address, key);
        visitors["admin"].Links.Count.ShouldBeGreaterThan(30);
        visitors["admin"].Forms.Count(form => form.Method == "POST").ShouldBeGreaterThan(8);
        await Each(Visits, number =>
        {
            var (role, visitor) = visitors.ElementAt(number % visitors.Count);
            return Check($"{role}, visit {number}", Visit(visitor, number), visitor.Send, IsPage);
        });
        foreach (var visitor in visitors.Values) visitor.Dispose();

        output.WriteLine(string.Join(
            ", ", _answers.OrderBy(answer => answer.Key).Select(answer => $"{answer.Key}: {answer.Value}")));
        _faults.Take(20).ShouldBeEmpty();
        foreach (var status in (int[])[200, 201, 400, 401, 403, 404, 405, 415, 422]) _answers.ShouldContainKey(status);
        (await admin.Call("GET", "/health/live")).Code.ShouldBe(200);
    }

    private HttpRequestMessage Visit(PortalVisitor visitor, int number)
    {
        var random = new Random(unchecked((_seed * 397) ^ (number * 7_919)));
        var values = new RandomValues(random);
        if (random.Next(2) == 0 || visitor.Forms.Count == 0)
        {
            var link = visitor.Links[random.Next(visitor.Links.Count)];
            var path = link.Split('?')[0].Split('/');
            if (random.Next(2) == 0) path[random.Next(1, path.Length)] = values.Encoded();
            var query = random.Next(2) == 0 ? link.Split('?').ElementAtOrDefault(1) ?? "" : string.Join(
                '&', Enumerable.Range(0, random.Next(1, 4))
                    .Select(_ => $"{Parameters[random.Next(Parameters.Length)]}={values.Encoded()}"));
            return new(new HttpMethod(random.Next(15) == 0 ? "POST" : "GET"), new Uri(
                $"/{string.Join('/', path).TrimStart('/')}{(query.Length == 0 ? "" : $"?{query}")}", UriKind.Relative));
        }
        var form = visitor.Forms[random.Next(visitor.Forms.Count)];
        var fields = form.Fields
            .Where(_ => random.Next(10) > 0)
            .Select(field => random.Next(3) == 0 && field.Key != "token"
                ? KeyValuePair.Create(field.Key, values.Text()) : field)
            .Concat(random.Next(6) == 0 ? [KeyValuePair.Create(values.Text(), values.Text())] : []).ToList();
        if (form.Method == "GET")
        {
            var query = fields.Select(
                field => $"{Uri.EscapeDataString(Pairs(field.Key))}={Uri.EscapeDataString(Pairs(field.Value))}");
            return new(HttpMethod.Get, new Uri($"{form.Action}?{string.Join('&', query)}", UriKind.Relative));
        }
        return new(HttpMethod.Post, new Uri(form.Action, UriKind.Relative))
        {
            Content = random.Next(12) == 0 ? new StringContent(values.Text(), null, "application/json")
                : new FormUrlEncodedContent(
                    fields.Select(field => KeyValuePair.Create(Pairs(field.Key), Pairs(field.Value)))),
        };
    }

    // The client of the test writes no half of a pair.
    private static string Pairs(string text) =>
        string.Concat((text.Length > 800 ? text[..800] : text).Where(c => !char.IsSurrogate(c)));

    private async Task Each(int count, Func<int, Task> send) => await Parallel.ForEachAsync(
        Enumerable.Range(0, count * _times), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (number, _) => await send(number));

    private async Task Check(string who, HttpRequestMessage request,
        Func<HttpRequestMessage, Task<HttpResponseMessage>> send,
        Func<HttpRequestMessage, int, string?, string, bool> isDescribed)
    {
        var content = request.Content is null ? "" : Cut(await request.Content.ReadAsStringAsync());
        var asked = $"Seed {_seed}, {who}: {request.Method} {Cut(request.RequestUri!.OriginalString)} {content}";
        try
        {
            using (request)
            using (var answer = await send(request))
            {
                var (code, type, text) = ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType,
                    await answer.Content.ReadAsStringAsync());
                _answers.AddOrUpdate(code, 1, (_, seen) => seen + 1);
                // A machine that is busy may have read models behind; nothing else is reason for a 5xx.
                if (code >= 500 ? code != 503 || !text.Contains("Not up to date yet", StringComparison.Ordinal)
                    : code >= 400 && !isDescribed(request, code, type, text))
                    _faults.Enqueue($"{asked}\n  was answered {code} {type} {Cut(text)}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            _faults.Enqueue($"{asked}\n  was cut: {e.Message} {e.InnerException?.Message}");
        }
    }

    // The server itself refuses a NUL in an address before there is anybody to describe it.
    private static bool IsDescribed(HttpRequestMessage request, int code, string? type, string text) =>
        type == "application/problem+json" && text.Contains("\"status\":", StringComparison.Ordinal)
        || (request.Method == HttpMethod.Head && text.Length == 0) || IsOfTheServer(request, code, text);

    private static bool IsPage(HttpRequestMessage request, int code, string? type, string text) =>
        (type == "text/html" && text.Contains("</html>", StringComparison.Ordinal))
            || IsDescribed(request, code, type, text);

    private static bool IsOfTheServer(HttpRequestMessage request, int code, string text) =>
        text.Length == 0 && (code == 414
            || (code == 400 && request.RequestUri!.OriginalString.Contains("%00", StringComparison.Ordinal)));

    private static string Cut(string text) => text.Length <= 400 ? text : $"{text[..400]}…";
}
