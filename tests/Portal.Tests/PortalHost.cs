using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

/// <summary>The real host with a database of its own, and one browser, for all tests.</summary>
public sealed class PortalHost : IAsyncLifetime
{
    // Far above what anything takes on a machine with nothing else to do.
    public const float Patience = 45_000;

    /// <summary>The platform feature that packages may name.</summary>
    public const string Feature = "voicemail";

    public static readonly string[] Roles = ["admin", "operator", "finance", "auditor"];

    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private IPlaywright? _playwright;

    public HostProcess Host { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The host's database, for those who hold something up in it.</summary>
    public string Database { get; private set; } = "";

    /// <summary>What stands in the books when the tests begin.</summary>
    public Carrier Carrier { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestPostgres.NewDatabase();
        Host = await HostProcess.Start(Database, new Dictionary<string, string>
        {
            ["PlatformFeatures__0"] = Feature,
        }, deadline: TimeSpan.FromMinutes(3));
        _keys["admin"] = Host.AdminKey;
        foreach (var role in Roles.Skip(1))
            _keys[role] = (await Post("/api/keys", new { name = $"the {role}", role }))!["key"]!.GetValue<string>();
        Carrier = await Carrier.Make(this);
        _playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium(),
            // As root, such as in a container, Chromium starts without its sandbox only;
            // it visits nothing but this host.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            Timeout = Patience * 2,
        });
    }

    /// <summary>A page of a visitor who is signed in with a key of a role.</summary>
    public async Task<IPage> As(string role, string path = "/", bool scripts = true, string scheme = "light",
        int width = 1280, string language = "en-GB")
    {
        if (!_sessions.TryGetValue(role, out var session)) _sessions[role] = session = await SignIn(role);
        var context = await Context(session, scripts, scheme, width, language);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>A page of a visitor who has not signed in.</summary>
    public async Task<IPage> Stranger(string path = "/")
    {
        var context = await Context(null, true, "light", 1280, "en-GB");
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    public string Key(string role) => _keys[role];

    /// <summary>Asks the HTTP interface as the administrator.</summary>
    public async Task<JsonNode?> Get(string path)
    {
        using var answer = await Host.Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"GET {path}: {text}");
        return JsonNode.Parse(text);
    }

    /// <summary>Writes through the HTTP interface as the administrator.</summary>
    public async Task<JsonNode?> Post(string path, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        { Content = JsonContent.Create(body) };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await Host.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"POST {path}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>The id of a report about a file of the switch.</summary>
    public async Task<string> Reconcile(string inventory)
    {
        using var form = new MultipartFormDataContent { { new StringContent(inventory), "inventory", "dids.csv" } };
        using var answer = await Host.Client.PostAsync(
            new Uri("/api/reconciliations/inventory", UriKind.Relative), form);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["reconciliationId"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (Host is not null) await Host.DisposeAsync();
    }

    private async Task<string> SignIn(string role)
    {
        var context = await Context(null, true, "light", 1280, "en-GB");
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("API key").FillAsync(_keys[role]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        var state = await context.StorageStateAsync();
        await context.CloseAsync();
        return state;
    }

    private async Task<IBrowserContext> Context(
        string? session, bool scripts, string scheme, int width, string language)
    {
        var context = await Browser.NewContextAsync(new()
        {
            BaseURL = Host.Address.OriginalString,
            StorageState = session,
            JavaScriptEnabled = scripts,
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = width, Height = 900 },
            Locale = language,
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    private static string Chromium()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named) return named;
        // The shell is the same engine without windows and their drawing: the tests take half the processor time.
        string[] names =
            ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin");
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .Append("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
            .Append("/Applications/Chromium.app/Contents/MacOS/Chromium")
            .FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("No Chromium is installed; build/install-chromium.sh does it.");
    }
}

/// <summary>Tests that share the host and the browser.</summary>
[CollectionDefinition(Name)]
public sealed class OnePortal : ICollectionFixture<PortalHost>
{
    public const string Name = "one portal";
}
