using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Harness;

/// <summary>Databases for tests: one private server per test process, one database per call.</summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<TestServer>> Quick = new(() => Start("quick",
        ("max_connections", "500"), ("shared_buffers", "128MB"),
        ("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off"),
        ("max_prepared_transactions", "10")));

    private static readonly Lazy<Task<TestServer>> Durable = new(() => Start("durable", ("max_connections", "500")));

    private static readonly ConcurrentBag<TestServer> Started = [];

    // Hosts of tests, in this process or started by it, must not leave the heads of their
    // databases in the user's folder.
    static TestPostgres() => Environment.SetEnvironmentVariable("Audit__HeadFile", "none");

    private static int _databases, _endsWithProcess, _said;

    /// <summary>An empty database of its own.</summary>
    /// <param name="durable">On a server with the durable settings of production instead of the quick
    /// ones of tests.</param>
    /// <returns>Its connection string.</returns>
    public static async Task<string> NewDatabase(bool durable = false)
    {
        var server = await (durable ? Durable : Quick).Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        // Hundreds of databases share the server's connections, so none is kept idle for long.
        return new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = name,
            ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 5,
        }.ConnectionString;
    }

    private static async Task<TestServer> Start(string name, params (string Name, string Value)[] settings)
    {
        var (server, from) = await ContainerPostgres.TryStart(settings) is { } container
            ? (container, "a container")
            : (await StartHere(name, settings), "local binaries: no Docker engine gives one");
        if (Interlocked.Exchange(ref _said, 1) == 0)
            await Console.Error.WriteLineAsync($"PostgreSQL for these tests is from {from}.");
        Started.Add(server);
        // For a process that has no fixture, or that is ended before its fixture is.
        if (Interlocked.Exchange(ref _endsWithProcess, 1) == 0)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Discard().GetAwaiter().GetResult();
        return server;
    }

    private static async Task<TestServer> StartHere(string name, (string Name, string Value)[] settings)
    {
        await TestFolders.RemoveAbandoned();
        var folder = TestFolders.New(name);
        var server = await PrivatePostgres.Start(
            folder, new PrivatePostgresOptions { Settings = PostgresSettings.OfOneProduct.With(settings) });
        return new(server.ConnectionString, async () =>
        {
            await server.Discard();
            TestFolders.Remove(folder);
        });
    }

    /// <summary>Ends every server that was started here and removes its folder; their databases are lost.</summary>
    internal static async Task Discard()
    {
        while (Started.TryTake(out var started)) await started.Discard();
    }
}
