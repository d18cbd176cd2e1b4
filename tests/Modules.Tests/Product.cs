using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests;

/// <summary>Catalog and Subscriptions on a real log and behind real HTTP, at noon of 2025-03-10
/// unless the clock is moved.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Product(WebApplication app, Clock clock)
    {
        (_app, Clock) = (app, clock);
        Http = new() { BaseAddress = new(app.Urls.Single()) };
    }

    public Clock Clock { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Makes the next readers of streams whose ids begin so decide on the same state.</summary>
    public void Meet(string streams, int readers) => ((MeetingLog)Log).Meet(streams, readers);

    public IEventLog Log => Services.GetRequiredService<IEventLog>();

    public static async Task<Product> Started()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var clock = new Clock();
        var database = await TestPostgres.NewDatabase();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Configuration.AddInMemoryCollection([new("PlatformFeatures", "fraud-guard,spam-shield")]);
        builder.Services
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(new EventTypes().Add([.. CatalogModule.Events, .. SubscriptionsModule.Events]))
            .AddSingleton(_ => EventStoreDatabase.Open(database))
            .AddRequests().AddCatalog().AddSubscriptions().AddEventStore().AddEncryption(TestEncryption.Keys)
            .AddProblemDetails().AddExceptionHandler<Problems>()
            .ConfigureHttpJsonOptions(options => HttpJson.Configure(options.SerializerOptions))
            .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
            .AddAuthorization()
            .AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, Everyone>("test", null);
        var log = builder.Services.Last(service => service.ServiceType == typeof(IEventLog));
        builder.Services.AddSingleton<IEventLog>(services =>
            new MeetingLog((IEventLog)ActivatorUtilities.CreateInstance(services, log.ImplementationType!)));
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<ReadRequestContext>();
        app.UseMiddleware<RevealPersonalTexts>();
        var api = app.MapGroup("api");
        api.MapCatalog();
        api.MapSubscriptions();
        var source = app.Services.GetRequiredService<NpgsqlDataSource>();
        await IdempotencyKeys.Upgrade(source, CancellationToken.None);
        await EncryptionTables.Upgrade(source, CancellationToken.None);
        await EncryptionTables.Admit(source, TestEncryption.Keys, CancellationToken.None);
        await app.StartAsync();
        return new(app, clock);
    }

    /// <summary>The answer's status and body; a body is sent as it is written.</summary>
    public async Task<(int Status, JsonNode? Body)> Call(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var answer = await Send(method, path, body, headers);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<HttpResponseMessage> Send(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>The answer of a call that must succeed.</summary>
    public async Task<JsonNode?> Must(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var (status, answer) = await Call(method, path, body, headers);
        status.ShouldBeInRange(200, 299, $"{method} {path} {body}: {answer}");
        return answer;
    }

    /// <summary>The answer of a read.</summary>
    public async Task<string> Get(string path) => (await Must("GET", path))!.ToJsonString(HumanReadable);

    /// <summary>Expects a refusal that names a field.</summary>
    public async Task Refused(int status, string field, string method, string path, string? body = null)
    {
        var (got, answer) = await Call(method, path, body);
        got.ShouldBe(status, $"{method} {path} {body}: {answer}");
        answer!["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field], $"{answer}");
    }

    /// <summary>Every row of every table of a projection.</summary>
    public async Task<string> Rows(string projection)
    {
        await Services.GetRequiredService<ISubscriptions>()
            .WaitFor(projection, await Log.Tail(default), TimeSpan.FromSeconds(20), default);
        var source = Services.GetRequiredService<NpgsqlDataSource>();
        await using var tables = source.CreateCommand(
            $"SELECT table_name FROM information_schema.tables WHERE table_schema = '{projection}' ORDER BY 1");
        List<string> names = [];
        await using (var reader = await tables.ExecuteReaderAsync())
            while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        var rows = "";
        foreach (var name in names)
        {
            await using var all = source.CreateCommand(
                "SELECT coalesce(string_agg(r, E'\\n' ORDER BY r COLLATE \"C\"), '') "
                    + $"FROM (SELECT to_jsonb(t)::text AS r FROM {projection}.{name} t) x");
            rows += $"{name}\n{await all.ExecuteScalarAsync()}\n";
        }
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static readonly JsonSerializerOptions HumanReadable = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed class Everyone(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var identity = new ClaimsIdentity(
                [new(ClaimTypes.Name, "carol"), new(ClaimTypes.Role, Roles.Admin)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
        }
    }
}

/// <summary>A clock that a test sets.</summary>
internal sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = Given.Noon;

    public override DateTimeOffset GetUtcNow() => Now;
}
