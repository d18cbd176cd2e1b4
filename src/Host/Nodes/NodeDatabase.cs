using PackageBilling.Auditing;
using PackageBilling.Billing;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Host;

/// <summary>The database that the configuration names, or a private one (architecture: "The database").</summary>
internal sealed class NodeDatabase : IAsyncDisposable
{
    /// <summary>
    /// How long a private PostgreSQL that has crashed may fail to start again before the process ends, for its
    /// supervisor to start anew: a duration such as <c>00:01:00</c>.
    /// </summary>
    public const string RestartLimitSetting = "Postgres:RestartLimit";

    private static readonly Task<string> Never = new TaskCompletionSource<string>().Task;

    private readonly PrivatePostgres? _own;

    private NodeDatabase(string connectionString, PrivatePostgres? own, string? dataFolder)
    {
        Source = EventStoreDatabase.Open(connectionString);
        DataFolder = dataFolder;
        _own = own;
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>The folder of the private PostgreSQL; null when the configuration names a database.</summary>
    public string? DataFolder { get; }

    /// <summary>
    /// Ends, with the reason, when a private PostgreSQL has crashed and does not come back. A database that the
    /// configuration names is somebody else's to bring back: never then.
    /// </summary>
    public Task<string> Lost { get; private set; } = Never;

    /// <exception cref="PostgresUnavailableException">None is configured, and a private one cannot be had.</exception>
    public static async Task<NodeDatabase> Open(
        IConfiguration configuration, NodeSettings settings, CancellationToken ct)
    {
        if (configuration.GetConnectionString("PackageBilling") is { Length: > 0 } configured)
            return new(configured, null, null);
        var folder = configuration["Postgres:DataFolder"] is { Length: > 0 } given ? given : DefaultDataFolder.Find();
        if (settings.CommandKey is not null && await PrivatePostgres.Attach(folder, null, ct) is { } running)
            return new(running, null, folder);
        var options = new PrivatePostgresOptions();
        options = options with { RestartLimit = RestartLimit(configuration, options.RestartLimit) };
        var own = await PrivatePostgres.Start(folder, options, settings.Say, ct);
        return new(own.ConnectionString, own, folder);
    }

    /// <summary>From now on a private PostgreSQL that crashes is started again.</summary>
    public void Supervise(ILogger<NodeDatabase> logger)
    {
        if (_own is not null) Lost = _own.Supervise(text => logger.LogWarning("{Message}", text));
    }

    private static TimeSpan RestartLimit(IConfiguration configuration, TimeSpan unlessGiven)
    {
        var limit = configuration.GetValue(RestartLimitSetting, unlessGiven);
        return limit > TimeSpan.Zero
            ? limit : throw new InvalidOperationException($"{RestartLimitSetting} must be more than 0.");
    }

    /// <summary>Brings the tables to this program's version. Safe when several nodes do it at once.</summary>
    public async Task Upgrade(CancellationToken ct)
    {
        await EventStoreSchema.Upgrade(Source, ct);
        await IdempotencyKeys.Upgrade(Source, ct);
        await KeyTable.Upgrade(Source, ct);
        await SessionKeys.Upgrade(Source, ct);
        await SessionTable.Upgrade(Source, ct);
        await EncryptionTables.Upgrade(Source, ct);
        await BillingModule.Upgrade(Source, ct);
        await AuditingModule.Upgrade(Source, ct);
        await WebhookTables.Upgrade(Source, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_own is not null) await _own.Stop();
    }
}
