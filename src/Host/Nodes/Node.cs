using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
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
            builder.Services.AddSingleton(database.Source);
            var application = Compose(builder, settings);
            try
            {
                if (settings.CommandKey is null) await FirstKey.EnsureAdministrator(application.Services, settings.Say, ct);
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

    /// <summary>Returns when the process was asked to end, or <paramref name="ct"/>, and all requests and work have ended.</summary>
    public Task WaitForShutdown(CancellationToken ct) => _application.WaitForShutdownAsync(ct);

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

    // Hosted services start in the order of registration and end in the opposite one; the HTTP server is last in, first out.
    private static WebApplication Compose(WebApplicationBuilder builder, NodeSettings settings)
    {
        builder.Services
            .AddSingleton(settings.Clock)
            .AddSingleton(new EventTypes().Add([.. CatalogModule.Events, .. SubscriptionsModule.Events, .. BillingModule.Events])
                .Add(KeyFacts.Events).Add(WebhookFacts.Events))
            .AddLog()
            .AddRequests()
            .AddCatalog()
            .AddSubscriptions()
            .AddBilling()
            .AddKeys(builder.Configuration, settings.CommandKey)
            .AddSchedules(builder.Configuration)
            .AddScoped<BulkImport>()
            .AddSingleton<ImportsHere>()
            .AddRateLimits(builder.Configuration)
            .AddSharedWork(builder.Configuration, settings)
            .AddWebhooks(sends: settings.CommandKey is null)
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
        api.MapCatalog();
        api.MapSubscriptions();
        api.MapBilling();
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
