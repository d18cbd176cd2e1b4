using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

/// <summary>Who may wait lets those go first who write in bulk, unless somebody waits.</summary>
public abstract class StandingBack(LogAdapter on)
{
    private static readonly TimeSpan ForEver = TimeSpan.FromHours(1);

    [Fact]
    public async Task while_its_node_writes_in_bulk_news_are_left_to_wait_and_taken_in_when_it_is_over()
    {
        var patient = new Patient(ForEver);
        await using var node = await on.Started(new Tally(), patient);
        await node.WaitFor(Patient.SubscriptionName, (await node.Append("before", 0, new Counted(1)))[0]);
        var (first, second) = (node.Subscriptions.WriteInBulk(), node.Subscriptions.WriteInBulk());

        var position = (await node.Append("meanwhile", 0, new Counted(1)))[0];
        await node.WaitFor("tally", position);
        first.Dispose();
        first.Dispose();
        position = (await node.Append("meanwhile", 1, new Counted(1)))[0];
        await node.WaitFor("tally", position);
        patient.Seen.ShouldBe(1);

        second.Dispose();
        await Eventually.True(() => patient.Seen == 3, "it is over");
    }

    [Fact]
    public async Task whoever_waits_for_it_does_not_wait_until_it_is_over()
    {
        var patient = new Patient(ForEver);
        await using var node = await on.Started(patient);
        using var bulk = node.Subscriptions.WriteInBulk();
        await node.WaitFor(Patient.SubscriptionName, (await node.Append("meanwhile", 0, new Counted(1)))[0]);
        await node.WaitFor(Patient.SubscriptionName, (await node.Append("meanwhile", 1, new Counted(1)))[0]);
        patient.Seen.ShouldBe(2);
    }

    [Fact]
    public async Task nor_does_whoever_waits_on_another_node()
    {
        var patient = new Patient(ForEver);
        var database = await TestPostgres.NewDatabase();
        await using var node = await on.StartedOn(database, patient);
        await node.WaitFor(Patient.SubscriptionName, (await node.Append("before", 0, new Counted(1)))[0]);
        await using var other = await on.StartedOn(database, new Patient(ForEver));
        using var bulk = node.Subscriptions.WriteInBulk();
        await other.WaitFor(Patient.SubscriptionName, (await other.Append("meanwhile", 0, new Counted(1)))[0]);
        patient.Seen.ShouldBe(2);
    }

    [Fact]
    public async Task it_waits_no_longer_than_it_may()
    {
        var patient = new Patient(TimeSpan.FromMilliseconds(100));
        await using var node = await on.Started(patient);
        using var bulk = node.Subscriptions.WriteInBulk();
        await node.Append("meanwhile", 0, new Counted(1));
        await Eventually.True(() => patient.Seen == 1, "its patience ends");
        await node.Append("meanwhile", 1, new Counted(1));
        await Eventually.True(() => patient.Seen == 2, "and ends again");
    }

    private sealed class Patient(TimeSpan mayWait) : ISubscription
    {
        public const string SubscriptionName = "patient";
        private int _seen;

        public int Seen => Volatile.Read(ref _seen);

        public string Name => SubscriptionName;

        public TimeSpan MayWait => mayWait;

        public IReadOnlyCollection<Type> EventTypes { get; } = [typeof(Counted)];

        public Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
        {
            Interlocked.Add(ref _seen, batch.Events.Count);
            return Task.CompletedTask;
        }
    }
}
