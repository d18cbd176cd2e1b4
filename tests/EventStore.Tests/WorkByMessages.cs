using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Messaging;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

// The contract of what spreads work, by Wolverine's messages.
public sealed class SharingByMessages() : Sharing(WorkByMessages.Queue);

/// <summary>What only messages have: those that were given up are kept.</summary>
public sealed class WorkByMessages
{
    private static readonly CancellationToken None = CancellationToken.None;

    internal static QueueAdapter Queue { get; } = new(
        (services, name) => services.AddWolverineNode(name, [Sharing.Held.Name], [TimeSpan.FromMilliseconds(200)]),
        source => MessagingTables.Upgrade(source, [Sharing.Held.Name], CancellationToken.None));

    [Fact]
    public async Task work_that_goes_on_failing_is_a_dead_letter_and_can_be_sent_again()
    {
        var work = new Sharing.Held { IsBroken = true };
        work.Go();
        await using var node = await Queue.Start("only", work);
        var letters = node.Services.GetServices<IDeadLetters>().Last();
        await node.Queue.Offer(Sharing.Held.Name, ["a"], None);

        await Eventually.True(async () => (await letters.All(None)).Count == 1, "it is given up");
        var letter = (await letters.All(None)).Single();
        (letter.What, letter.Error).ShouldBe(("test a", "It cannot be done."));
        work.Begun.ShouldBe(2);
        work.IsBroken = false;
        (await letters.SendAgain("work-of-nobody", None)).ShouldBeFalse();
        (await letters.SendAgain(letter.Id, None)).ShouldBeTrue();

        await Eventually.True(() => work.Done.Count == 1, "it is done after all");
        (await letters.All(None)).ShouldBeEmpty();
    }
}
