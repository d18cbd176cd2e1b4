using Npgsql;
using PackageBilling.Billing;
using PackageBilling.EmbeddedPostgres;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Host;

/// <summary>The database that the configuration names, or a private one (architecture: "The database").</summary>
internal sealed class NodeDatabase : IAsyncDisposable
{
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

    /// <exception cref="PostgresUnavailableException">None is configured, and a private one cannot be had.</exception>
    public static async Task<NodeDatabase> Open(IConfiguration configuration, NodeSettings settings, CancellationToken ct)
    {
        if (configuration.GetConnectionString("PackageBilling") is { Length: > 0 } configured) return new(configured, null, null);
        var folder = configuration["Postgres:DataFolder"] is { Length: > 0 } given ? given : DefaultDataFolder.Find();
        if (settings.CommandKey is not null && await PrivatePostgres.Attach(folder, null, ct) is { } running) return new(running, null, folder);
        var own = await PrivatePostgres.Start(folder, null, settings.Say, ct);
        return new(own.ConnectionString, own, folder);
    }

    /// <summary>Brings the tables to this program's version. Safe when several nodes do it at once.</summary>
    public async Task Upgrade(CancellationToken ct)
    {
        await EventStoreSchema.Upgrade(Source, ct);
        await Receipts.Upgrade(Source, ct);
        await KeyTable.Upgrade(Source, ct);
        await SessionKeys.Upgrade(Source, ct);
        await EncryptionTables.Upgrade(Source, ct);
        await BillingModule.Upgrade(Source, ct);
        await WebhookTables.Upgrade(Source, ct);
        await Stack.Upgrade(Source, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_own is not null) await _own.Stop();
    }
}
