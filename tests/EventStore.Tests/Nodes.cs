using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

/// <summary>One process of the product, as far as the log is concerned.</summary>
internal sealed class Node(IHost host, NpgsqlDataSource source) : IAsyncDisposable
{
    public Task Start() => host.StartAsync(CancellationToken.None);

    public IEventLog Log => Get<IEventLog>();
    public IDeadLetters DeadLetters => host.Services.GetServices<IDeadLetters>().First();
    public ISubscriptions Subscriptions => Get<ISubscriptions>();
    public NpgsqlDataSource Database => source;
    public SafePositions SafePositions => Get<SafePositions>();

    /// <summary>A connection and transaction of its own, to do by hand what an appender does.</summary>
    public async Task<Appender> Appender() => new(await Database.OpenConnectionAsync());

    /// <summary>A dead number may be followed by more gaps than one call goes through.</summary>
    public Task BecomesSafeAt(long position) =>
        Eventually.True(async () => await Log.SafePosition(CancellationToken.None) == position, $"safe at {position}");

    public async Task<T> Ask<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task Tell(string sql) => Database.Execute(sql);

    public Task<IReadOnlyList<long>> Append(string stream, long? expected, params object[] events) =>
        Log.Append([new StreamAppend(stream, expected, events)], Given.Metadata, null, CancellationToken.None);

    public Task WaitFor(string subscription, long position) =>
        Subscriptions.WaitFor(subscription, position, TimeSpan.FromSeconds(20), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
        await source.DisposeAsync();
    }

    private T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();
}

/// <summary>An appender whose steps a test takes one by one.</summary>
internal sealed class Appender(NpgsqlConnection connection) : IAsyncDisposable
{
    private static int _streams;

    public async Task<ulong> Begins()
    {
        await Do("BEGIN");
        return (ulong)(await Scalar(AppenderLock.Take))!;
    }

    public async Task<long> TakesNumber() => (long)(await Scalar("SELECT nextval('events.mt_events_sequence')"))!;

    public async Task Inserts(long number)
    {
        await using var command = new NpgsqlCommand("""
            WITH stream AS (INSERT INTO events.mt_streams (id, version) VALUES ($2, 1))
            INSERT INTO events.mt_events (seq_id, id, stream_id, version, data, type)
            VALUES ($1, gen_random_uuid(), $2, 1, '{"value":1}', 'counted')
            """, connection)
        { Parameters = { new() { Value = number }, new() { Value = $"hand-{Interlocked.Increment(ref _streams)}" } } };
        await command.ExecuteNonQueryAsync();
    }

    public Task Commits() => Do("COMMIT");

    /// <summary>The first half of a commit in two phases.</summary>
    public Task Prepares(string name) => Do($"PREPARE TRANSACTION '{name}'");

    /// <summary>The server process that works for it.</summary>
    public int ServerProcess => connection.ProcessID;

    public Task RollsBack() => Do("ROLLBACK");

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task Do(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> Scalar(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
