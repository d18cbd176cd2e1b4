using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

/// <summary>Subscriptions that Wolverine spreads over nodes.</summary>
public sealed class OverNodes
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Names = ["one", "two", "three", "four"];

    [Fact]
    public async Task they_spread_evenly_move_to_who_is_left_and_skip_and_repeat_nothing()
    {
        var database = await TestPostgres.NewDatabase();
        await using (var quiet = await LogAdapter.Shared.QuietOn(database))
            await quiet.Tell("CREATE TABLE seen (nth bigserial, name text NOT NULL, position bigint NOT NULL, PRIMARY "
                + "KEY (name, position))");
        await using var first = await Start(database);
        // One that is alone waits for nobody before it runs them all.
        await Eventually.True(async () => await Running(first) == Names.Length, "the first runs all");
        var second = await Start(database);
        using var stop = new CancellationTokenSource();
        var appending = Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                await first.Append($"s-{n}", 0, new Counted(1));
                await Task.Delay(5);
            }
        });

        await Eventually.True(async () => (await Running(first), await Running(second)) == (2, 2),
            "each runs half of them", TimeSpan.FromMinutes(1));
        await second.DisposeAsync();
        await Eventually.True(
            async () => await Running(first) == Names.Length, "the one that is left runs all", TimeSpan.FromMinutes(1));

        await stop.CancelAsync();
        await appending;
        var tail = await first.Log.Tail(None);
        foreach (var name in Names) await first.WaitFor(name, tail);
        (await first.Ask<long>("SELECT count(*) FROM seen")).ShouldBe(tail * Names.Length);
        (await first.Ask<bool>("SELECT bool_and(position = rank) FROM (SELECT position, rank() OVER (PARTITION BY name "
            + "ORDER BY nth) FROM seen) AS s")).ShouldBeTrue();
    }

    private static Task<Node> Start(string database) =>
        LogAdapter.Shared.StartedOn(database, [.. Names.Select(name => new Listed(name))]);

    private static async Task<int> Running(Node node) =>
        (await node.Subscriptions.Status(None)).Count(status => status.RunsHere);

    /// <summary>Writes down what it is given; twice is an error.</summary>
    private sealed class Listed(string name) : ISubscription
    {
        public string Name => name;

        public IReadOnlyCollection<Type> EventTypes { get; } = [typeof(Counted)];

        public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
        {
            await using var command = new NpgsqlCommand("INSERT INTO seen (name, position) SELECT $1, p "
                + "FROM unnest($2) WITH ORDINALITY AS u (p, n) ORDER BY n", connection)
            {
                Parameters = { new() { Value = name },
                    new() { Value = batch.Events.Select(one => one.Position).ToArray() } }
            };
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
