using System.Collections.Concurrent;
using PackageBilling.Harness;
using PackageBilling.Messaging;

namespace PackageBilling.EventStore.Tests;

/// <summary>How nodes share work through Wolverine: two of them, in one process.</summary>
public sealed class Sharing
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task shares_are_posted_once_each_however_often_they_are_sent_and_all_see_who_has_which()
    {
        var poster = new Poster();
        await using var first = await MessagingNode.Start("first", poster);
        await using var second = await MessagingNode.Start("second", poster, database: first.Database);
        await Alive(second, 2);
        PostShare[] shares = [.. Enumerable.Range(1, 12).Select(number => new PostShare("run", number, 2))];

        await Task.WhenAll(first.Nodes.Send(shares, None), second.Nodes.Send(shares, None));
        await Eventually.True(
            async () => (await second.Nodes.All(None)).All(node => node.Doing.Count > 0), "both have some");
        var doing = (await second.Nodes.All(None)).SelectMany(node => node.Doing).First();
        poster.Go();
        await Eventually.True(() => poster.Posted.Distinct().Count() == shares.Length, "all are posted");
        await first.Nodes.Send(shares, None);
        await Eventually.True(
            async () => (await first.Nodes.All(None)).All(node => node.Doing.Count == 0), "nothing is left");

        poster.Posted.Order().ShouldBe(shares.Select(share => share.Number));
        doing.Kind.ShouldBe("run-share");
        doing.Id.ShouldStartWith("run/");
        (await second.Nodes.All(None)).Select(node => (node.NodeId, node.IsThis))
            .ShouldBe([("first", false), ("second", true)]);
    }

    [Fact]
    public async Task a_run_that_was_resumed_sends_its_shares_anew()
    {
        var poster = new Poster();
        poster.Go();
        await using var node = await MessagingNode.Start("only", poster);

        await node.Nodes.Send([new("run", 1, 2)], None);
        await Eventually.True(() => poster.Posted.Count == 1, "it is posted");
        await node.Nodes.Send([new("run", 1, 4)], None);

        await Eventually.True(() => poster.Posted.Count == 2, "it is posted again");
    }

    [Fact]
    public async Task the_shares_of_a_node_that_stops_are_posted_by_another_one_at_once()
    {
        var (stops, stays) = (new Poster(), new Poster());
        var first = await MessagingNode.Start("first", stops);
        await first.Nodes.Send([new("run", 1, 2), new("run", 2, 2), new("run", 3, 2)], None);
        await Eventually.True(
            async () => (await first.Nodes.All(None)).Single().Doing.Count == 3, "the first has them all");
        await using var second = await MessagingNode.Start("second", stays, database: first.Database);
        stays.Go();

        await first.DisposeAsync();

        await Eventually.True(() => stays.Posted.Count == 3, "the second has posted them", TimeSpan.FromSeconds(8));
        stops.Posted.ShouldBeEmpty();
        stays.Posted.Order().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task a_share_that_goes_on_failing_is_a_dead_letter_and_can_be_sent_again()
    {
        var poster = new Poster { IsBroken = true };
        poster.Go();
        await using var node = await MessagingNode.Start("only", poster);
        var letters = node.DeadLetters;
        await node.Nodes.Send([new("run", 7, 2)], None);

        await Eventually.True(async () => (await letters.All(None)).Count == 1, "it is given up");
        var letter = (await letters.All(None)).Single();
        (letter.What, letter.Error).ShouldBe(("run-share run/7", "It cannot be posted."));
        poster.Begun.ShouldBe(2);
        poster.IsBroken = false;
        (await letters.SendAgain("message-of-nobody", None)).ShouldBeFalse();
        (await letters.SendAgain(letter.Id, None)).ShouldBeTrue();

        await Eventually.True(() => poster.Posted.Count == 1, "it is posted after all");
        (await letters.All(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task work_for_one_node_is_done_by_one_that_may_and_goes_on_elsewhere_when_that_one_stops()
    {
        var (here, there, nowhere) = (new Endless(), new Endless(), new Endless { IsEnabled = false });
        await using var never = await MessagingNode.Start("never", new Poster(), nowhere);
        var first = await MessagingNode.Start("first", new Poster(), here, never.Database);
        await Eventually.True(() => here.IsRunning, "the first does it");
        await using var second = await MessagingNode.Start("second", new Poster(), there, never.Database);
        await Alive(second, 3);

        var nodes = await second.Nodes.All(None);
        nodes.Where(node => node.Doing.Contains(new NodeWork("test", "all", null))).Select(node => node.NodeId)
            .ShouldBe(["first"]);
        there.IsRunning.ShouldBeFalse();
        await first.DisposeAsync();

        await Eventually.True(() => there.IsRunning, "the second does it", TimeSpan.FromSeconds(15));
        here.IsRunning.ShouldBeFalse();
        nowhere.WasRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task work_that_no_node_may_do_is_done_by_none()
    {
        var (may, mayNot) = (new Endless { Name = "may" }, new Endless { Name = "maynot", IsEnabled = false });
        await using var node = await MessagingNode.Start("only", new Poster(), may, moreWork: mayNot);

        // Both are assigned at the same time, if at all.
        await Eventually.True(() => may.IsRunning, "the other work is done");

        mayNot.WasRunning.ShouldBeFalse();
        (await node.Nodes.All(None)).Single().Doing.ShouldNotContain(work => work.Kind == "maynot");
    }

    private static Task Alive(MessagingNode seenBy, int nodes) => Eventually.True(
        async () => (await seenBy.Nodes.All(None)).Count(node => node.IsAlive) == nodes, $"{nodes} nodes are seen");

    /// <summary>Posts nothing until it may go on.</summary>
    internal sealed class Poster : ISharePoster
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _begun;

        public volatile bool IsBroken;

        public ConcurrentQueue<int> Posted { get; } = [];

        public int Begun => Volatile.Read(ref _begun);

        public void Go() => _go.SetResult();

        public async Task Post(PostShare share, CancellationToken ct)
        {
            Interlocked.Increment(ref _begun);
            await _go.Task.WaitAsync(ct);
            if (IsBroken) throw new InvalidOperationException("It cannot be posted.");
            Posted.Enqueue(share.Number);
        }
    }

    private sealed class Endless : IExclusiveWork
    {
        public volatile bool IsRunning, WasRunning;

        public string Name { get; init; } = "test";

        public bool IsEnabled { get; init; } = true;

        public async Task Run(CancellationToken ct)
        {
            IsRunning = WasRunning = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            IsRunning = false;
        }
    }
}
