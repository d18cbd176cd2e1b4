using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

public abstract class Subscribing(LogAdapter on)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task a_projection_holds_what_was_appended_before_the_wait()
    {
        await using var node = await on.Started(new Tally());
        for (var n = 1; n <= 20; n++)
        {
            var position = (await node.Append($"s-{n}", 0, new Counted(n), new Named("other", 1, default)))[^1];
            await node.WaitFor("tally", position);
            (await node.Ask<long>("SELECT number FROM tally.total")).ShouldBe(n);
        }
        var status = (await node.Subscriptions.Status(None)).Single();
        status.ShouldBe(new SubscriptionStatus("tally", 40, 0, true, null));
    }

    [Fact]
    public async Task a_bulk_append_wakes_the_subscription_when_it_commits()
    {
        await using var node = await on.Started(new Tally());
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var done = await node.Log.AppendBulk(
            connection,
            Enumerable.Range(0, 5_000).Select(n => Given.Bulk($"s-{n}", 0, 1)).ToList(), Given.Metadata, None);
        await transaction.CommitAsync();

        await node.WaitFor("tally", done.Positions[^1]);
        (await node.Ask<long>("SELECT value FROM tally.total")).ShouldBe(5_000);
        (await node.Ask<long>("SELECT count(*) FROM tally.seen")).ShouldBe(5_000);
    }

    [Fact]
    public async Task a_batch_says_which_types_there_may_be_wanted_or_not()
    {
        var witness = new Witness { WantsAll = true };
        await using var node = await on.Started(witness);
        var named = (await node.Append("s", 0, new Named("other", 1, default)))[^1];
        await node.WaitFor("witness", named);
        var counted = (await node.Append("s", 1, new Counted(1)))[^1];
        await node.WaitFor("witness", counted);

        var batches = witness.Batches.ToArray();
        batches[0].After.ShouldBe(0);
        batches.Zip(batches.Skip(1)).ShouldAllBe(pair => pair.First.Through == pair.Second.After);
        batches.Select(batch => (batch.Through, batch.Events.Count, batch.MayHave("named"), batch.MayHave("counted")))
            .ShouldBe([(named, 0, true, false), (counted, 1, false, true)]);
    }

    [Fact]
    public async Task what_concerns_a_subscription_in_nothing_is_passed_at_once_and_stored_soon()
    {
        var witness = new Witness();
        await using var node = await on.Started(witness);
        var counted = (await node.Append("s", 0, new Counted(1)))[^1];
        var named = 0L;
        for (var n = 0; n < 20; n++) named = (await node.Append($"t-{n}", 0, new Named("other", 1, default)))[^1];
        await node.WaitFor("witness", named);
        await Eventually.True(() => node.Ask<bool>(
            $"SELECT last_seq_id = {named} FROM events.mt_event_progression WHERE name = 'witness'"),
            "the checkpoint is stored");
        var second = (await node.Append("s", 1, new Counted(1)))[^1];
        await node.WaitFor("witness", second);

        witness.Seen.ShouldBe([counted, second]);
        var batches = witness.Batches.ToArray();
        batches[0].After.ShouldBe(0);
        batches.Zip(batches.Skip(1)).ShouldAllBe(pair => pair.First.Through == pair.Second.After);
    }

    [Fact]
    public async Task an_exception_undoes_the_batch_and_it_is_handled_again_exactly_once()
    {
        var stumbling = new Stumbling(times: 2);
        await using var node = await on.Started(stumbling);
        var position = (await node.Append("s", 0, new Counted(5)))[0];
        await node.WaitFor("tally", position);

        stumbling.Left.ShouldBeLessThan(0);
        (await node.Ask<long>("SELECT value FROM tally.total")).ShouldBe(5);
        (await node.Subscriptions.Status(None)).Single().Fault.ShouldBeNull();
    }

    [Fact]
    public async Task a_handler_that_goes_on_failing_stands_still_visibly()
    {
        await using var node = await on.Started(new Stumbling(times: int.MaxValue));
        var position = (await node.Append("s", 0, new Counted(5)))[0];

        await Eventually.True(async () => (await node.Subscriptions.Status(None)).Single().Fault?.Contains(
            "It stumbled.") == true, "the fault shows");
        (await node.Subscriptions.Status(None)).Single().Position.ShouldBe(0);
        await Should.ThrowAsync<NotYetVisibleException>(
            () => node.Subscriptions.WaitFor("tally", position, TimeSpan.FromMilliseconds(50), None));
    }

    [Fact]
    public async Task one_that_stands_still_is_listed_until_it_is_mended_and_goes_on_without_loss()
    {
        var broken = new Broken();
        var database = await TestPostgres.NewDatabase();
        await using var node = await on.StartedOn(database, broken);
        await using var other = await on.QuietOn(database);
        await node.Append("s", 0, new Counted(5));
        await Eventually.True(async () => (await other.DeadLetters.All(None)).Any(letter => letter.Attempts > 1),
            "any node lists it, and it is tried again");
        await node.Append("s", 1, new Counted(6));
        var letter = (await other.DeadLetters.All(None)).ShouldHaveSingleItem();
        letter.Error.ShouldBe("It is broken.");
        letter.What.ShouldBe("tally stands still after position 0");
        (await other.DeadLetters.SendAgain("subscription-of-nobody", None)).ShouldBeFalse();

        broken.Mended = true;
        (await other.DeadLetters.SendAgain(letter.Id, None)).ShouldBeTrue();

        await node.WaitFor("tally", await node.Log.Tail(None));
        (await node.Ask<long>("SELECT value FROM tally.total")).ShouldBe(11);
        await Eventually.True(async () => (await other.DeadLetters.All(None)).Count == 0, "it is listed no more");
    }

    [Fact]
    public async Task a_slow_append_is_waited_for_and_nothing_is_skipped()
    {
        var witness = new Witness();
        await using var node = await on.Started(witness);
        await using var slow = await node.Appender();
        await slow.Begins();
        var number = await slow.TakesNumber();
        var later = (await node.Append("later", 0, new Counted(1)))[0];
        await Should.ThrowAsync<NotYetVisibleException>(
            () => node.Subscriptions.WaitFor("witness", later, TimeSpan.FromMilliseconds(100), None));
        witness.Seen.ShouldBeEmpty();

        await slow.Inserts(number);
        await slow.Commits();
        await node.WaitFor("witness", later);
        witness.Seen.ShouldBe([number, later]);
    }

    [Fact]
    public async Task a_slow_append_that_nobody_told_of_is_found_behind_an_older_transaction()
    {
        var witness = new Witness();
        await using var node = await on.Started(witness);
        await using var older = await node.Appender();
        await older.Begins();
        await using var slow = await node.Appender();
        await slow.Begins();
        var number = await slow.TakesNumber();
        var later = (await node.Append("later", 0, new Counted(1)))[0];
        await Eventually.True(() => node.SafePositions.Undecided, "the gap is known");

        await slow.Inserts(number);
        await slow.Commits();
        await Eventually.True(() => witness.Seen.Count == 2, "both were seen, though the older transaction is open");
        witness.Seen.ShouldBe([number, later]);
    }

    [Fact]
    public async Task an_append_that_is_rolled_back_does_not_stall_subscriptions()
    {
        await using var node = await on.Started(new Tally());
        await using var failed = await node.Appender();
        await failed.Begins();
        await failed.TakesNumber();
        var later = (await node.Append("later", 0, new Counted(1)))[0];
        await failed.RollsBack();
        await node.WaitFor("tally", later);
    }

    [Fact]
    public async Task nodes_that_start_at_once_on_an_empty_database_come_up_and_share_the_work()
    {
        var database = await TestPostgres.NewDatabase();
        var witnesses = new[] { new Witness(), new Witness(), new Witness() };
        var nodes = await Task.WhenAll(witnesses.Select(w => Task.Run(() => on.StartedOn(database, new Tally(), w))));

        await Task.WhenAll(nodes.Select((node, n) => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++) await node.Append($"s-{n}-{i}", 0, new Counted(1));
        })));
        var tail = await nodes[0].Log.Tail(None);
        foreach (var node in nodes)
        {
            await node.WaitFor("tally", tail);
            await node.WaitFor("witness", tail);
        }

        (await nodes[0].Ask<long>("SELECT value FROM tally.total")).ShouldBe(150);
        witnesses.Sum(w => w.Seen.Count).ShouldBe(150);
        (await Task.WhenAll(nodes.Select(n => n.Subscriptions.Status(None))))
            .SelectMany(s => s).Count(s => s is { Name: "tally", RunsHere: true }).ShouldBe(1);
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task another_node_takes_over_when_the_one_that_ran_a_subscription_is_gone()
    {
        var database = await TestPostgres.NewDatabase();
        var first = await on.StartedOn(database, new Tally());
        await using var second = await on.StartedOn(database, new Tally());
        var before = (await first.Append("a", 0, new Counted(1)))[0];
        await second.WaitFor("tally", before);
        await first.DisposeAsync();

        var after = (await second.Append("b", 0, new Counted(2)))[0];
        await second.WaitFor("tally", after);
        (await second.Subscriptions.Status(None)).Single().RunsHere.ShouldBeTrue();
        (await second.Ask<long>("SELECT value FROM tally.total")).ShouldBe(3);
    }

    [Fact]
    public async Task killed_connections_cost_no_event_and_repeat_none()
    {
        var database = await TestPostgres.NewDatabase();
        await using var first = await on.StartedOn(database, new Tally());
        await using var second = await on.StartedOn(database, new Tally());
        for (var round = 0; round < 3; round++)
        {
            await second.Tell("""
                SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database
                    WHERE datname = current_database())
                """);
            for (var n = 0; n < 20; n++) await second.Append($"s-{round}-{n}", 0, new Counted(1));
        }
        var tail = await second.Log.Tail(None);
        await first.WaitFor("tally", tail);
        await second.WaitFor("tally", tail);
        (await second.Ask<long>("SELECT value FROM tally.total")).ShouldBe(60);
    }
}
