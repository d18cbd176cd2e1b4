using Npgsql;

namespace PackageBilling.EventStore.Tests;

public sealed class BulkAppending
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task events_of_new_and_known_streams_are_appended_in_the_order_given()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("known", 0, new Counted(1));

        var done = await InTransaction(node, c => node.Log.AppendBulk(c,
            [Given.Bulk("z", 0, 10), Given.Bulk("known", 1, 11), Given.Bulk("known", 1, 12), Given.Bulk("a", 0, 13)],
            Given.Metadata, None));

        done.Conflicts.ShouldBeEmpty();
        var stored = await node.Log.ReadAll(1, long.MaxValue, null, None).ToListAsync();
        stored.Select(e => (e.StreamId, e.Version, ((Counted)e.Data).Value))
            .ShouldBe([("z", 1, 10), ("known", 2, 11), ("known", 3, 12), ("a", 1, 13)]);
        stored.Select(e => e.Position).ShouldBe(done.Positions);
        stored.ShouldAllBe(e => e.Metadata == Given.Metadata);
        await node.Append("known", 3, new Counted(14));
    }

    [Fact]
    public async Task streams_at_another_version_are_left_out_and_named()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("moved", 0, new Counted(1), new Counted(2));
        await node.Append("taken", 0, new Counted(1));

        var done = await InTransaction(node, c => node.Log.AppendBulk(c,
            [Given.Bulk("fresh", 0, 10), Given.Bulk("moved", 1, 11), Given.Bulk("moved", 1, 12),
                Given.Bulk("taken", 0, 13), Given.Bulk("gone", 4, 14)], Given.Metadata, None));

        done.Conflicts.ShouldBe(["moved", "taken", "gone"], ignoreOrder: true);
        done.Positions.Select(p => p > 0).ShouldBe([true, false, false, false, false]);
        (await node.Log.ReadStream("moved", None)).Count.ShouldBe(2);
        (await node.Log.ReadStream("fresh", None)).Single().Position.ShouldBe(done.Positions[0]);
        (await node.Ask<long>("SELECT count(*) FROM events.mt_streams")).ShouldBe(3);
    }

    [Fact]
    public async Task nothing_is_left_when_the_caller_rolls_back()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using (var connection = await node.Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await node.Log.AppendBulk(connection, [Given.Bulk("a", 0, 1), Given.Bulk("b", 0, 2)], Given.Metadata, None);
            await transaction.RollbackAsync();
        }
        (await node.Append("c", 0, new Counted(3))).ShouldBe([3]);

        (await node.Ask<long>("SELECT count(*) FROM events.mt_streams")).ShouldBe(1);
        await node.BecomesSafeAt(3);
    }

    [Fact]
    public async Task without_a_transaction_it_is_refused()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var connection = await node.Database.OpenConnectionAsync();
        await Should.ThrowAsync<InvalidOperationException>(
            () => node.Log.AppendBulk(connection, [Given.Bulk("a", 0, 1)], Given.Metadata, None));
        (await node.Ask<long>("SELECT count(*) FROM events.mt_streams")).ShouldBe(0);
    }

    [Fact]
    public async Task two_bulk_appends_at_once_share_nothing_but_the_numbers()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        var lists = Enumerable.Range(0, 2)
            .Select(w => Enumerable.Range(0, 5_000).Select(n => Given.Bulk($"w{w}-{n}", 0, n)).ToList()).ToList();

        var done = await Task.WhenAll(lists.Select(l => Task.Run(
            () => InTransaction(node, c => node.Log.AppendBulk(c, l, Given.Metadata, None)))));

        done.SelectMany(d => d.Positions).ToHashSet().Count.ShouldBe(10_000);
        foreach (var d in done) d.Positions.ShouldBeInOrder();
        (await node.Log.SafePosition(None)).ShouldBe(10_000);
    }

    [Fact]
    public async Task bulk_appends_to_the_same_streams_in_opposite_order_wait_for_each_other_and_never_in_a_circle()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        string[] streams = [.. Enumerable.Range(0, 1_000).Select(n => $"s-{n}")];
        await InTransaction(
            node, c => node.Log.AppendBulk(c, [.. streams.Select(s => Given.Bulk(s, 0, 1))], Given.Metadata, None));

        var both = await Task.WhenAll(new[] { streams, [.. streams.Reverse()] }.Select(order => Task.Run(
            () => InTransaction(node,
                c => node.Log.AppendBulk(c, [.. order.Select(s => Given.Bulk(s, 1, 2))], Given.Metadata, None)))));

        both.Select(d => d.Conflicts.Count).Order().ShouldBe([0, 1_000]);
        (await node.Ask<long>("SELECT count(*) FROM events.mt_events WHERE version = 2")).ShouldBe(1_000);
    }

    [Fact]
    public async Task a_few_of_many_that_moved_on_are_left_out_and_named()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        string[] streams = [.. Enumerable.Range(0, 700).Select(n => $"s-{n:0000}")],
            moved = [streams[0], streams[350], streams[^1]];
        await InTransaction(
            node, c => node.Log.AppendBulk(c, [.. streams.Select(s => Given.Bulk(s, 0, 1))], Given.Metadata, None));
        foreach (var stream in moved) await node.Append(stream, 1, new Counted(2));

        var done = await InTransaction(node, c => node.Log.AppendBulk(
            c, [.. streams.Append("t").Reverse().Select(s => Given.Bulk(s, 1, 3))], Given.Metadata, None));

        done.Conflicts.ShouldBe([.. moved, "t"], ignoreOrder: true);
        done.Positions.Count(position => position > 0).ShouldBe(697);
        (await node.Ask<long>("SELECT count(*) FROM events.mt_events e JOIN events.mt_streams s ON s.id = e.stream_id "
            + "AND s.version = e.version WHERE e.version = 2")).ShouldBe(700);
    }

    private static async Task<BulkAppended> InTransaction(Node node, Func<NpgsqlConnection, Task<BulkAppended>> work)
    {
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var done = await work(connection);
        await transaction.CommitAsync();
        return done;
    }
}
