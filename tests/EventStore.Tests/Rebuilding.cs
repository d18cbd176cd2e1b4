using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

public abstract class Rebuilding(LogAdapter on)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task readers_see_every_row_while_a_projection_is_rebuilt_and_appends_go_on()
    {
        var database = await TestPostgres.NewDatabase();
        await using var runs = await on.StartedOn(database, new Tally());
        await using var serves = await on.StartedOn(database, new Tally());
        await runs.WaitFor(
            "tally", (await runs.Append("start", 0, [.. Enumerable.Range(0, 3_000).Select(_ => new Counted(1))]))[^1]);
        using var done = new CancellationTokenSource();

        var appending = Repeat(async n => await runs.Append($"s-{n}", 0, new Counted(1)), done.Token);
        var reading = Enumerable.Range(0, 2).Select(_ => NeverFewer(serves, done.Token)).ToList();
        var folding = Repeat(async _ => await ShouldBeTheFold(serves), done.Token);
        for (var round = 0; round < 4; round++)
            await (round % 2 == 0 ? serves : runs).Subscriptions.Rebuild("tally", None);
        await done.CancelAsync();
        await Task.WhenAll([appending, folding, .. reading]);

        var tail = await runs.Log.Tail(None);
        await serves.WaitFor("tally", tail);
        await ShouldBeTheFold(serves);
        (await serves.Ask<long>("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tally%'")).ShouldBe(1);
        (await serves.Ask<long>("SELECT count(*) FROM events.mt_event_progression")).ShouldBe(1);
    }

    [Fact]
    public async Task a_rebuild_repairs_tables_that_were_dropped()
    {
        await using var node = await on.Started(new Tally());
        await node.WaitFor("tally", (await node.Append("s", 0, new Counted(4)))[0]);
        await node.Tell("DROP SCHEMA tally CASCADE");

        await node.Subscriptions.Rebuild("tally", None);
        (await node.Ask<long>("SELECT value FROM tally.total")).ShouldBe(4);
        await node.WaitFor("tally", (await node.Append("s", 1, new Counted(5)))[0]);
        (await node.Ask<long>("SELECT value FROM tally.total")).ShouldBe(9);
    }

    [Fact]
    public async Task a_new_revision_is_rebuilt_at_the_start_and_an_older_program_then_stands_by()
    {
        var database = await TestPostgres.NewDatabase();
        await using var old = await on.StartedOn(database, new Tally(revision: 1));
        await old.WaitFor("tally", (await old.Append("s", 0, new Counted(4)))[0]);

        await using var next = await on.StartedOn(database, new Tally(revision: 10));
        await Eventually.True(
            async () => await next.Ask<long>("SELECT value FROM tally.total") == 40, "the new revision's rows");
        await next.WaitFor("tally", (await old.Append("s", 1, new Counted(5)))[0]);

        (await next.Ask<long>("SELECT value FROM tally.total")).ShouldBe(90);
        await Eventually.True(async () => (await old.Subscriptions.Status(None)).Single() is { RunsHere: false,
            Fault: not null }, "the old one stands by");
    }

    [Fact]
    public async Task until_the_new_revision_is_in_place_nothing_is_read_from_the_old_one()
    {
        var database = await TestPostgres.NewDatabase();
        long position;
        await using (var old = await on.StartedOn(database, new Tally(revision: 1)))
            await old.WaitFor("tally", position = (await old.Append("s", 0, new Counted(4)))[0]);
        await using var holds = new NpgsqlConnection(database);
        await holds.OpenAsync();
        await using (var hold =
            new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended('node:rebuild:tally', 0))", holds))
            await hold.ExecuteNonQueryAsync();

        await using var next = await on.StartedOn(database, new Tally(revision: 10));
        (await next.Subscriptions.Status(None)).Single().Fault.ShouldNotBeNull();
        await Should.ThrowAsync<NotYetVisibleException>(() => next.Subscriptions.WaitFor(
            "tally", position, TimeSpan.FromMilliseconds(500), None));
        var snapshot = next.Subscriptions.Snapshot("tally", None);
        snapshot.IsCompleted.ShouldBeFalse();

        await using (var release = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", holds))
            await release.ExecuteNonQueryAsync();
        await next.WaitFor("tally", position);
        (await next.Ask<long>("SELECT value FROM tally.total")).ShouldBe(40);
        await (await snapshot).DisposeAsync();
        await Eventually.True(
            async () => (await next.Subscriptions.Status(None)).Single().Fault is null, "it follows the log");
    }

    [Fact]
    public async Task a_snapshot_stays_as_it_is_while_appends_and_a_rebuild_go_on()
    {
        await using var node = await on.Started(new Tally());
        await node.WaitFor("tally", (await node.Append("s", 0, new Counted(4)))[0]);
        Task rebuilding;
        await using (var snapshot = await node.Subscriptions.Snapshot("tally", None))
        {
            await node.WaitFor("tally", (await node.Append("s", 1, new Counted(5)))[0]);
            rebuilding = node.Subscriptions.Rebuild("tally", None);
            await Eventually.True(
                () => node.Ask<bool>("SELECT to_regnamespace('tally_rebuild') IS NOT NULL"), "the rebuild runs");
            (await ShouldBeTheFold(node, snapshot)).ShouldBe(4);
            await using var later = await node.Subscriptions.Snapshot("tally", None);
            (await ShouldBeTheFold(node, later)).ShouldBe(9);
            rebuilding.IsCompleted.ShouldBeFalse();
        }
        await rebuilding;
        await ShouldBeTheFold(node);
    }

    [Fact]
    public async Task a_snapshot_is_seen_through_a_second_connection_as_long_as_few_have_one()
    {
        await using var node = await on.Started(new Tally());
        await node.WaitFor("tally", (await node.Append("s", 0, new Counted(4)))[0]);
        var snapshots = new List<ProjectionSnapshot>();
        for (var n = 0; n <= Limits.SnapshotsWithTwo; n++)
            snapshots.Add(await node.Subscriptions.Snapshot("tally", None));
        await node.WaitFor("tally", (await node.Append("s", 1, new Counted(5)))[0]);

        foreach (var snapshot in snapshots.SkipLast(1))
        {
            await using var command = new NpgsqlCommand("SELECT value FROM tally.total", await snapshot.Beside(None));
            (await command.ExecuteScalarAsync()).ShouldBe(4L);
            (await snapshot.Beside(None)).ShouldBeSameAs(await snapshot.Beside(None));
        }
        (await snapshots[^1].Beside(None)).ShouldBeNull();
        await snapshots[0].DisposeAsync();
        (await snapshots[^1].Beside(None)).ShouldNotBeNull();
        foreach (var snapshot in snapshots.Skip(1)) await snapshot.DisposeAsync();
    }

    private static async Task NeverFewer(Node node, CancellationToken until)
    {
        var most = 3_000L;
        await Repeat(async _ =>
        {
            var rows = await node.Ask<long[]>(
                "SELECT ARRAY[(SELECT count(*) FROM tally.seen), (SELECT number FROM tally.total)]");
            rows[0].ShouldBe(rows[1]);
            rows[0].ShouldBeGreaterThanOrEqualTo(most);
            most = rows[0];
        }, until);
    }

    private static async Task ShouldBeTheFold(Node node)
    {
        await using var snapshot = await node.Subscriptions.Snapshot("tally", None);
        await ShouldBeTheFold(node, snapshot);
    }

    private static async Task<long> ShouldBeTheFold(Node node, ProjectionSnapshot snapshot)
    {
        var folded = await node.Log.ReadAll(0, snapshot.Position, [typeof(Counted)], None)
            .Select(e => ((Counted)e.Data).Value).SumAsync();
        await using var command = new NpgsqlCommand(
            "SELECT t.value, t.number, (SELECT count(*) FROM tally.seen) FROM tally.total AS t", snapshot.Connection);
        await using var reader = await command.ExecuteReaderAsync();
        (await reader.ReadAsync()).ShouldBeTrue();
        (reader.GetInt64(0), reader.GetInt64(1)).ShouldBe((folded, reader.GetInt64(2)));
        return folded;
    }

    private static async Task Repeat(Func<int, Task> what, CancellationToken until)
    {
        for (var n = 0; !until.IsCancellationRequested; n++) await what(n);
    }
}
