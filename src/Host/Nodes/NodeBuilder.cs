using PackageBilling.Portal;

namespace PackageBilling.Host;

/// <summary>What every node is built from: configuration, logging, the HTTP server's limits.</summary>
internal static class NodeBuilder
{
    /// <summary>Where it serves unless told: on this machine only.</summary>
    public const string DefaultAddress = "http://127.0.0.1:8080";
    private const string AnyFreeAddress = "http://127.0.0.1:0";

    public static WebApplicationBuilder Create(NodeSettings settings)
    {
        // One environment: a host that behaves otherwise on a developer's machine, or shows stack traces there,
        // is tested nowhere.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. settings.Arguments],
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.AddInMemoryCollection(settings.Configuration);
        UnknownSettings.Refuse(builder.Configuration);
        builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = HttpLimits.Shutdown);
        Log(builder, settings.Quiet);
        var connections = new OpenConnections(
            TrustedProxies.In(builder.Configuration), HealthListener.In(builder.Configuration));
        builder.Services.AddSingleton(connections);
        builder.WebHost.ConfigureKestrel(server =>
        {
            HttpLimits.Apply(server);
            server.ConfigureEndpointDefaults(endpoint =>
                endpoint.Use(next => connection => connections.Serve(connection, next)));
        });
        if (settings.CommandKey is not null)
        {
            // What the operator has configured is the address of the host that may be running beside this.
            builder.WebHost.ConfigureKestrel(server => server.Configure());
            builder.WebHost.UseUrls(AnyFreeAddress);
        }
        else HealthListener.Listen(builder, DefaultAddress);
        return builder;
    }

    private static void Log(WebApplicationBuilder builder, bool quiet)
    {
        ConsoleLog.Add(builder, quiet);
        QuietLoggers.Add(builder.Services);
        // One line for each request without a key would let anybody fill the log.
        builder.Logging.AddFilter(typeof(BearerKeys).FullName, LogLevel.Warning);
        builder.Logging.AddFilter(PortalModule.SessionLog, LogLevel.Warning);
        // It warns at the first start that the keys of forms are kept as they are; SessionKeys says what they protect.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // A line for each page that a stranger opens: the portal's own "no-store" is made "no-cache, no-store".
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        // A dozen lines about their own set-up at every start.
        builder.Logging.AddFilter("Wolverine", LogLevel.Warning);
        // It warns at every start that it found no handlers: it is given them and doesn't look for any.
        builder.Logging.AddFilter("Wolverine.Configuration.HandlerDiscovery", LogLevel.Error);
        if (!quiet)
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }
}
