using System.Diagnostics;
using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

/// <summary>Who can hold the safe position back: appenders in progress, and nobody else.</summary>
public sealed class HoldingBack
{
    private static readonly CancellationToken None = CancellationToken.None;

    // Far above the 100 ms that a gap may take, since the machine may be busy;
    // each is decided while the other transaction is still open.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public Task a_snapshot_that_only_reads_holds_nothing_back() => DoesNotHoldBack(
        node => node.Database.OpenConnectionAsync().AsTask(),
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT count(*) FROM events.mt_events");

    [Fact]
    public Task an_open_transaction_of_another_database_of_the_server_holds_nothing_back() => DoesNotHoldBack(
        async _ =>
        {
            var elsewhere = new NpgsqlConnection(await TestPostgres.NewDatabase());
            await elsewhere.OpenAsync();
            return elsewhere;
        },
        "BEGIN; SELECT pg_current_xact_id(); CREATE TABLE others (id int); INSERT INTO others VALUES (1)");

    [Fact]
    public Task an_open_transaction_that_writes_to_another_schema_holds_nothing_back() => DoesNotHoldBack(
        node => node.Database.OpenConnectionAsync().AsTask(),
        "BEGIN; SELECT pg_current_xact_id(); CREATE SCHEMA others; CREATE TABLE others.others (id int); INSERT INTO "
            + "others.others VALUES (1)");

    [Fact]
    public Task an_appender_of_another_log_on_the_server_holds_nothing_back() => DoesNotHoldBack(
        async _ =>
        {
            var elsewhere = new NpgsqlConnection(await TestPostgres.NewDatabase());
            await elsewhere.OpenAsync();
            return elsewhere;
        },
        $"BEGIN; {AppenderLock.Take}");

    [Fact]
    public async Task an_open_bulk_append_holds_the_position_back_until_it_commits()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var given = (await node.Log.AppendBulk(connection, [Given.Bulk("slow", 0, 1)], Given.Metadata, None)).Positions;
        await node.Append("later", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(given[0] - 1);

        await transaction.CommitAsync();
        (await node.Log.SafePosition(None)).ShouldBe(given[0] + 1);
    }

    [Fact]
    public async Task an_open_append_holds_the_position_back_from_its_first_statement_on()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = node.Log.Append(
            [new StreamAppend("slow", 0, [new Counted(1)])], Given.Metadata, async (connection, ct) =>
            {
                begun.SetResult();
                await release.Task;
            }, None);
        await begun.Task;
        // A gap that this append could not fill, but nobody can know that.
        await using (var failed = await node.Appender())
        {
            await failed.Begins();
            await failed.TakesNumber();
            await failed.RollsBack();
        }
        var later = (await node.Append("later", 0, new Counted(1)))[0];
        (await node.Log.SafePosition(None)).ShouldBeLessThan(later);

        release.SetResult();
        var given = await slow;
        await node.BecomesSafeAt(given[0]);
    }

    [Fact]
    public async Task an_appender_whose_server_process_is_terminated_lets_go()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var killed = await node.Appender();
        await killed.Begins();
        await killed.TakesNumber();
        var later = (await node.Append("later", 0, new Counted(1)))[0];
        (await node.Log.SafePosition(None)).ShouldBe(later - 2);

        (await node.Ask<bool>($"SELECT pg_terminate_backend({killed.ServerProcess})")).ShouldBeTrue();
        await node.BecomesSafeAt(later);
        // It learns so with its next statement.
        await Should.ThrowAsync<NpgsqlException>(killed.Commits);
    }

    [Fact]
    public async Task a_prepared_append_holds_the_position_back_until_it_is_committed()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var prepared = await node.Appender();
        await prepared.Begins();
        var number = await prepared.TakesNumber();
        await prepared.Inserts(number);
        await node.Append("later", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(number - 1);

        var name = $"append-{Guid.NewGuid():N}";
        await prepared.Prepares(name);
        (await node.Log.SafePosition(None)).ShouldBe(number - 1);
        await node.Tell($"COMMIT PREPARED '{name}'");
        (await node.Log.SafePosition(None)).ShouldBe(number + 1);
    }

    [Fact]
    public async Task an_append_inside_a_savepoint_that_is_rolled_back_lets_go()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await transaction.SaveAsync("here");
        var given =
            (await node.Log.AppendBulk(connection, [Given.Bulk("undone", 0, 1)], Given.Metadata, None)).Positions;
        await transaction.RollbackAsync("here");
        await node.Append("later", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(given[0] + 1);

        var again = (await node.Log.AppendBulk(connection, [Given.Bulk("done", 0, 1)], Given.Metadata, None)).Positions;
        await node.Append("latest", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(again[0] - 1);
        await transaction.CommitAsync();
        (await node.Log.SafePosition(None)).ShouldBe(again[0] + 1);
    }

    [Fact]
    public async Task subscriptions_follow_the_log_past_a_gap_while_another_transaction_is_open()
    {
        await using var node = await LogAdapter.Alone.Started(new Tally());
        await using var foreign = await node.Database.OpenConnectionAsync();
        await foreign.Execute("BEGIN; SELECT pg_current_xact_id()");
        var later = await AppendAfterGap(node);
        await node.WaitFor("tally", later);
        await foreign.Execute("ROLLBACK");
    }

    private async Task DoesNotHoldBack(Func<Node, Task<NpgsqlConnection>> open, string begin)
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var foreign = await open(node);
        await foreign.Execute(begin);
        var later = await AppendAfterGap(node);

        var asked = Stopwatch.StartNew();
        (await node.Log.SafePosition(None)).ShouldBe(later);
        TestContext.Current.TestOutputHelper?.WriteLine($"decided after {asked.Elapsed.TotalMilliseconds:0.0} ms");
        asked.Elapsed.ShouldBeLessThan(Soon);
        node.SafePositions.Undecided.ShouldBeFalse();
        await foreign.Execute("SELECT 1; ROLLBACK");
    }

    /// <summary>Leaves a number that nobody will use, and appends after it.</summary>
    private static async Task<long> AppendAfterGap(Node node)
    {
        await using var failed = await node.Appender();
        await failed.Begins();
        await failed.TakesNumber();
        await failed.RollsBack();
        return (await node.Append("later", 0, new Counted(1)))[0];
    }
}
