namespace PackageBilling.Host;

/// <summary>What every node is built from: configuration, logging, the HTTP server's limits.</summary>
internal static class NodeBuilder
{
    private const string DefaultAddress = "http://127.0.0.1:8080";
    private const string AnyFreeAddress = "http://127.0.0.1:0";

    public static WebApplicationBuilder Create(NodeSettings settings)
    {
        // One environment: a host that behaves otherwise on a developer's machine, or shows stack traces there, is tested nowhere.
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
        builder.WebHost.ConfigureKestrel(HttpLimits.Apply);
        if (settings.CommandKey is not null)
        {
            // What the operator has configured is the address of the host that may be running beside this.
            builder.WebHost.ConfigureKestrel(server => server.Configure());
            builder.WebHost.UseUrls(AnyFreeAddress);
        }
        else if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultAddress);
        return builder;
    }

    private static void Log(WebApplicationBuilder builder, bool quiet)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        builder.Logging.SetMinimumLevel(quiet ? LogLevel.Warning : LogLevel.Information);
        // One line for each request without a key would let anybody fill the log.
        builder.Logging.AddFilter(typeof(BearerKeys).FullName, LogLevel.Warning);
        // It warns at the first start that the keys of cookies are kept as they are; SessionKeys says so and why.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // A dozen lines about their own set-up at every start.
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        builder.Logging.AddFilter("Wolverine", LogLevel.Warning);
        if (quiet)
            builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        else
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }
}
