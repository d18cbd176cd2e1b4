using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>The whole product in this process: its real composition, real HTTP on a free port,
/// a database of its own.</summary>
public sealed class TestHost : IAsyncLifetime
{
    private Node? _node;
    private NpgsqlDataSource? _database;

    public const string AdminKey = "the-administrators-key-of-the-tests";

    /// <summary>The platform feature that packages of these tests may name.</summary>
    public const string Feature = "voicemail";

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await TestPostgres.NewDatabase();
        _database = NpgsqlDataSource.Create(ConnectionString);
        _node = await Start(ConnectionString);
        Api = Client(AdminKey);
    }

    /// <summary>As the administrator.</summary>
    internal Api Api { get; private set; } = null!;

    /// <summary>Where it listens.</summary>
    internal Uri Address => _node!.Address;

    /// <summary>With another key, or with none.</summary>
    internal Api Client(string? key) => new(_node!.Address, key);

    /// <summary>How many events the log has, once everything that reacts to events has done so.</summary>
    public async Task<long> Events()
    {
        var events = 0L;
        await Eventually.True(async () =>
        {
            await using var count = _database!.CreateCommand("""
                SELECT count(*), coalesce(max(seq_id), 0) <= (SELECT min(last_seq_id) FROM events.mt_event_progression)
                FROM events.mt_events
                """);
            await using var row = await count.ExecuteReaderAsync();
            await row.ReadAsync();
            events = row.GetInt64(0);
            return row.GetBoolean(1);
        }, "every subscription has followed the log to its end");
        return events;
    }

    /// <summary>What all tables hold.</summary>
    public Task<IReadOnlyDictionary<string, string>> Contents() => DatabaseContents.Read(_database!);

    /// <summary>What the log's newest events are, for the message of a test that found more than it should.</summary>
    public async Task<string> Newest()
    {
        await using var newest = _database!.CreateCommand(
            "SELECT string_agg(type || ' in ' || stream_id || ' by ' || coalesce(headers::text, ''), E'\\n') "
                + "FROM (SELECT * FROM events.mt_events ORDER BY seq_id DESC LIMIT 3) e");
        return await newest.ExecuteScalarAsync() as string ?? "";
    }

    internal static Task<Node> Start(string connectionString, params (string Name, string Value)[] more) =>
        Start(new NodeSettings(), connectionString, more);

    /// <summary>A node of these tests, with a clock of its own, say; what is set besides wins.</summary>
    internal static Task<Node> Start(
        NodeSettings settings, string connectionString, params (string Name, string Value)[] more)
    {
        var configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:PackageBilling"] = connectionString,
            ["Encryption:Key"] = HostProcess.EncryptionKey,
            ["Auth:AdminKey"] = AdminKey,
            ["Scheduler:Enabled"] = "false",
            ["PlatformFeatures"] = Feature,
            ["urls"] = "http://127.0.0.1:0",
            // Tests share a key, and a quick machine gets past what one caller may ask a second.
            ["RateLimit:PerSecond"] = "1000000",
        };
        foreach (var (name, value) in more) configuration[name] = value;
        return Node.Start(settings with { Quiet = true, Configuration = configuration }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (_node is not null) await _node.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }
}

/// <summary>Tests that share one host. They run one after the other,
/// so that each can count the events it causes.</summary>
[CollectionDefinition(Name)]
public sealed class OneHost : ICollectionFixture<TestHost>
{
    public const string Name = "one host";
}
