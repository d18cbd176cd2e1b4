using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

public sealed class StretchesOfTypes
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task stretches_that_others_have_read_are_put_together()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("s", 0, new Counted(1), new Counted(2), new Named("a", 1, default),
            new Named("b", 1, default), new Counted(3));
        await using var connection = await node.Database.OpenConnectionAsync();
        var types = new LogTypes();
        var first = await types.After(connection, 0, 2, None);
        (first.Through, Text(first)).ShouldBe((2, "counted"));
        var second = await types.After(connection, 2, 4, None);
        (second.Through, Text(second)).ShouldBe((4, "named"));

        // Nobody needs to ask the database for what was found: the connection is of no use any more.
        await connection.CloseAsync();
        var both = await types.After(connection, 0, 4, None);
        (both.Through, Text(both)).ShouldBe((4, "counted named"));
        // Who knows of a higher safe position gets what is known, and asks for the rest then.
        var known = await types.After(connection, 0, 5, None);
        (known.Through, Text(known)).ShouldBe((4, "counted named"));
    }

    [Fact]
    public async Task a_stretch_says_where_to_look()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("s", 0, new Counted(1), new Named("a", 1, default), new Counted(2),
            new Named("b", 1, default), new Counted(3), new Counted(4));
        await using var connection = await node.Database.OpenConnectionAsync();
        var types = new LogTypes();
        foreach (var stretch in new[] { await new LogTypes().After(connection, 0, 6, None),
            (await types.After(connection, 0, 3, None)).With(await types.After(connection, 3, 6, None)) })
        {
            stretch.Through.ShouldBe(6);
            stretch.Holding(["named"], 0).ShouldBe((1, 4));
            stretch.Holding(["named"], 2).ShouldBe((2, 4));
            stretch.Holding(["named"], 4).ShouldBeNull();
            stretch.Holding(["counted", "unheard"], 0).ShouldBe((0, 6));
            stretch.Holding(["named", "counted"], 5).ShouldBe((5, 6));
            stretch.Holding(["unheard"], 0).ShouldBeNull();
            stretch.Holding([], 0).ShouldBeNull();
        }
    }

    [Fact]
    public async Task a_stretch_that_could_not_be_read_is_read_again()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("s", 0, new Counted(1));
        var types = new LogTypes();
        await using (var closed = new NpgsqlConnection(node.Database.ConnectionString))
            await Should.ThrowAsync<InvalidOperationException>(() => types.After(closed, 0, 1, None));
        await using var connection = await node.Database.OpenConnectionAsync();
        Text(await types.After(connection, 0, 1, None)).ShouldBe("counted");
    }

    [Fact]
    public async Task whoever_gives_up_while_it_reads_has_its_connection_for_itself_again()
    {
        // Npgsql gives a connection up when a busy server doesn't answer the cancellation within two seconds.
        await using var node = await LogAdapter.Alone.QuietOn(new NpgsqlConnectionStringBuilder(
            await TestPostgres.NewDatabase()) { CancellationTimeout = 60_000 }.ToString());
        await node.Append("s", 0, new Counted(1));
        await using var other = await node.Database.OpenConnectionAsync();
        await using var held = await other.BeginTransactionAsync();
        await other.Execute("LOCK TABLE events.mt_events IN ACCESS EXCLUSIVE MODE");
        await using var connection = await node.Database.OpenConnectionAsync();
        using var stop = new CancellationTokenSource();
        var reading = new LogTypes().After(connection, 0, 1, stop.Token);
        // The server hears only a cancellation of what it has begun.
        await Eventually.True(() => Waiting(other), "the reader waits for the table");

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        await connection.Execute("SELECT 1");
    }

    [Fact]
    public async Task only_so_many_stretches_are_kept()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("s", 0, [.. Enumerable.Range(0, 200).Select(n => new Counted(n))]);
        await using var connection = await node.Database.OpenConnectionAsync();
        var types = new LogTypes();
        for (var after = 0; after < 200; after++)
            (await types.After(connection, after, after + 1, None)).Through.ShouldBe(after + 1);
        // The newest are there still, put together.
        (await types.After(connection, 150, 200, None)).Through.ShouldBe(200);
        await connection.CloseAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => types.After(connection, 0, 200, None));
    }

    private static async Task<bool> Waiting(NpgsqlConnection other)
    {
        await using var command = new NpgsqlCommand("""
            SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'events.mt_events'::regclass)
            """, other);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static string Text(LogTypes.Stretch stretch) =>
        string.Join(' ', stretch.Types.Order(StringComparer.Ordinal));
}
