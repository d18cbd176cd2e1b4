using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

public sealed class SafePositionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task an_empty_log_is_safe_at_zero()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        (await node.Log.SafePosition(None)).ShouldBe(0);
        (await node.Log.Tail(None)).ShouldBe(0);
    }

    [Fact]
    public async Task a_lower_number_that_commits_last_is_never_skipped()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var first = await node.Appender();
        await using var second = await node.Appender();
        var older = await first.Begins();
        var younger = await second.Begins();
        younger.ShouldBeGreaterThan(older);
        var low = await second.TakesNumber();
        var high = await first.TakesNumber();
        high.ShouldBeGreaterThan(low);

        await first.Inserts(high);
        await first.Commits();
        (await node.Log.Tail(None)).ShouldBe(high);
        (await node.Log.SafePosition(None)).ShouldBe(low - 1);
        (await node.Log.SafePosition(None)).ShouldBe(low - 1);

        await second.Inserts(low);
        await second.Commits();
        await node.BecomesSafeAt(high);
    }

    [Fact]
    public async Task a_slow_append_holds_the_others_back_until_it_ends()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("before", 0, new Counted(1));
        await using var slow = await node.Appender();
        await slow.Begins();
        var number = await slow.TakesNumber();
        for (var n = 0; n < 10; n++) await node.Append($"after-{n}", 0, new Counted(n));
        (await node.Log.SafePosition(None)).ShouldBe(number - 1);
        node.SafePositions.Undecided.ShouldBeTrue();

        await slow.Inserts(number);
        (await node.Log.SafePosition(None)).ShouldBe(number - 1);
        (await node.SafePositions.WaitsStill(None)).ShouldBeTrue();
        await slow.Commits();
        await node.BecomesSafeAt(number + 10);
        node.SafePositions.Undecided.ShouldBeFalse();
    }

    [Fact]
    public async Task a_gap_left_by_a_rolled_back_append_does_not_stall()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var failed = await node.Appender();
        await failed.Begins();
        await failed.TakesNumber();
        await failed.TakesNumber();
        await node.Append("later", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(0);
        (await node.SafePositions.WaitsStill(None)).ShouldBeTrue();

        await failed.RollsBack();
        await Eventually.True(
            async () => !await node.SafePositions.WaitsStill(None), "those have ended for which the gap waits");
        await node.BecomesSafeAt(3);
    }

    [Fact]
    public async Task numbers_taken_above_the_tail_hold_nothing_back()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        var at = (await node.Append("a", 0, new Counted(1)))[0];
        await using var slow = await node.Appender();
        await slow.Begins();
        var number = await slow.TakesNumber();
        (await node.Log.SafePosition(None)).ShouldBe(at);
        node.SafePositions.Undecided.ShouldBeFalse();
        (await node.SafePositions.WaitsStill(None)).ShouldBeFalse();

        await slow.Inserts(number);
        await slow.Commits();
        (await node.Log.SafePosition(None)).ShouldBe(number);
    }

    [Fact]
    public async Task an_appender_that_took_no_number_delays_only_what_has_a_gap_below()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var unrelated = await node.Appender();
        await unrelated.Begins();
        await node.Append("a", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(1);

        await using var failed = await node.Appender();
        await failed.Begins();
        await failed.TakesNumber();
        await failed.RollsBack();
        await node.Append("b", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(1);

        await unrelated.Commits();
        await node.BecomesSafeAt(3);
    }

    [Fact]
    public async Task a_younger_appender_delays_no_decided_gap()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var failed = await node.Appender();
        await failed.Begins();
        await failed.TakesNumber();
        await node.Append("a", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(0);

        await using var younger = await node.Appender();
        await younger.Begins();
        await failed.RollsBack();
        await node.BecomesSafeAt(2);
    }

    [Fact]
    public async Task it_is_looked_for_along_the_index_in_a_log_that_was_never_analysed()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Tell("""
            ALTER TABLE events.mt_events SET (autovacuum_enabled = false);
            INSERT INTO events.mt_streams (id, type, version) VALUES ('s', 'counters', 30000);
            INSERT INTO events.mt_events (seq_id, id, stream_id, version, data, type)
            SELECT n, gen_random_uuid(), 's', n, to_jsonb(repeat('x', 1000)), 'counted'
            FROM generate_series(1, 30000) AS n
            """);
        (await node.Database.Explain(SafePositions.LookAfter, 29_990L)).ShouldNotContain("Seq Scan");
        (await node.Log.SafePosition(None)).ShouldBe(30_000);
    }

    [Fact]
    public async Task a_log_far_above_what_was_safe_is_gone_through_to_its_end_and_a_wide_gap_is_no_less_a_gap()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var slow = await node.Appender();
        await slow.Begins();
        var number = await slow.TakesNumber();
        await node.Tell("SELECT setval('events.mt_events_sequence', 2500000)");
        await node.Append("far", 0, new Counted(1));
        (await node.Log.SafePosition(None)).ShouldBe(number - 1);

        await slow.Inserts(number);
        await slow.Commits();
        await node.BecomesSafeAt(2_500_001);
    }
}
