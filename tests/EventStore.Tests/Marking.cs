using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

public sealed class Marking
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task a_mark_says_what_was_known_at_an_instant()
    {
        var clock = new SetClock(Given.Noon);
        await using var node = await LogAdapter.Alone.StartedAt(clock, await TestPostgres.NewDatabase());
        (await node.Log.PositionAt(Given.Noon, None)).ShouldBe(0);

        var first = (await node.Append("s", 0, new Counted(1)))[0];
        await Eventually.True(async () => await node.Log.PositionAt(Given.Noon, None) == first, "the first mark");
        clock.Now = Given.Noon.AddHours(1);
        var second = (await node.Append("s", 1, new Counted(2)))[0];
        await Eventually.True(
            async () => await node.Log.PositionAt(Given.Noon.AddHours(1), None) == second, "the second mark");

        (await node.Log.PositionAt(Given.Noon.AddMinutes(59), None)).ShouldBe(first);
        (await node.Log.PositionAt(Given.Noon.AddSeconds(-1), None)).ShouldBe(0);
        (await node.Log.PositionAt(Given.Noon.AddYears(1), None)).ShouldBe(second);
    }

    [Fact]
    public async Task after_a_restart_the_safe_position_goes_on_from_the_last_mark()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("s", 0, new Counted(1), new Counted(2), new Counted(3));
        await node.Tell("DELETE FROM events.mt_events WHERE seq_id < 3; INSERT INTO events.marks VALUES (now(), 2)");
        (await node.Log.SafePosition(None)).ShouldBe(3);
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
