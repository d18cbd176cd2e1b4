using PackageBilling.Auditing;
using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.EmbeddedPostgres;
using PackageBilling.Mail;
using PackageBilling.Portal;
using PackageBilling.Subscriptions;

namespace PackageBilling.Host;

/// <summary>One running instance of the product: its database, its share of the work, its HTTP interface.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly NodeDatabase _database;
    private readonly WebApplication _application;

    private Node(NodeDatabase database, WebApplication application)
    {
        _database = database;
        _application = application;
    }

    public Uri Address => new(_application.Urls.First());

    /// <summary>Starts a node and returns when it serves.</summary>
    public static async Task<Node> Start(NodeSettings settings, CancellationToken ct)
    {
        var builder = NodeBuilder.Create(settings);
        if (settings.CommandKey is null) AdminKey.Check(builder.Configuration, settings.Say);
        var database = await NodeDatabase.Open(builder.Configuration, settings, ct);
        try
        {
            await database.Upgrade(ct);
            builder.Services.AddSingleton(database.Source).AddSingleton(database);
            builder.Services.AddEncryption(await NodeEncryption.Open(
                builder.Configuration, database.Source, database.DataFolder, settings.Say, ct));
            var application = Compose(builder, settings);
            database.Supervise(application.Services.GetRequiredService<ILogger<NodeDatabase>>());
            try
            {
                if (settings.CommandKey is null)
                    await FirstKey.EnsureAdministrator(application.Services, settings.Say, ct);
                await application.StartAsync(ct);
                return new(database, application);
            }
            catch
            {
                await application.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends, with the reason, when the node's own database has crashed and does not come back.</summary>
    public Task<string> DatabaseLost => _database.Lost;

    /// <summary>Returns when the process was asked to end, or <paramref name="ct"/>, and all requests
    /// and work have ended.</summary>
    /// <exception cref="PostgresUnavailableException">Its own database has crashed and does not come back.</exception>
    public async Task WaitForShutdown(CancellationToken ct)
    {
        var shutdown = _application.WaitForShutdownAsync(ct);
        if (await Task.WhenAny(shutdown, DatabaseLost) != shutdown)
        {
            // For as long as it takes a supervisor to look, its probe says what is wrong.
            await Task.WhenAny(shutdown, Task.Delay(HttpLimits.LastProbes, CancellationToken.None));
            throw new PostgresUnavailableException(await DatabaseLost);
        }
        await shutdown;
    }

    /// <summary>Ends what still runs, and the database last.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
        finally
        {
            await _database.DisposeAsync();
        }
    }

    // Hosted services start in the order of registration and end in the opposite one;
    // the HTTP server is last in, first out.
    private static WebApplication Compose(WebApplicationBuilder builder, NodeSettings settings)
    {
        builder.Services
            .AddSingleton(settings.Clock)
            .AddSingleton(new EventTypes()
                .Add(CatalogModule.Events).Add(SubscriptionsModule.Events).Add(BillingModule.Events)
                .Add(AuditingModule.Events).Add(KeyFacts.Events).Add(WebhookFacts.Events))
            .AddEventStore()
            .AddRequests()
            .AddCatalog()
            .AddSubscriptions()
            .AddBilling()
            .AddAuditing()
            .AddKeptHead(builder.Configuration, keeps: settings.CommandKey is null)
            .AddSingleton(ReadinessLimit.Read(builder.Configuration))
            .AddKeys(builder.Configuration, settings.CommandKey)
            .AddSchedules(builder.Configuration)
            .AddSingleton<ImportsHere>()
            .AddRateLimits(builder.Configuration)
            .AddMail(builder.Configuration)
            .AddSharedWork(builder.Configuration, settings)
            .AddWebhooks(builder.Configuration, sends: settings.CommandKey is null)
            .AddSingleton<Rebuilds>()
            .AddHttpInterface()
            .AddPortalSessions(builder.Configuration);
        var application = builder.Build();
        application.UseHttpPipeline();
        application.MapHealth();
        application.MapMetrics();
        application.MapOpenApiDocument();
        application.MapProblemPages();
        var api = application.MapGroup("/api");
        api.MapKeys();
        api.MapRewrap();
        api.MapCatalog();
        RepriceMany.Map(api);
        api.MapSubscriptions();
        api.MapBilling();
        api.MapAuditing();
        api.MapImports();
        GetNodes.Map(api);
        api.MapWebhooks();
        // A command's node is called by the command alone.
        if (settings.CommandKey is null) application.MapPortal();
        api.MapLogExport();
        api.MapProjections();
        api.MapDeadLetters();
        return application;
    }
}
