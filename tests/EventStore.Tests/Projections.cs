using System.Collections.Concurrent;
using Npgsql;

namespace PackageBilling.EventStore.Tests;

/// <summary>A row per event, and their sum. A row that is there already is an error, so handling twice shows.</summary>
internal class Tally(int revision = 1) : IProjection
{
    public string Name => "tally";
    public IReadOnlyCollection<Type> EventTypes { get; } = [typeof(Counted)];
    public string Schema => "tally";
    public string Tables => """
        CREATE TABLE seen (position bigint PRIMARY KEY, value bigint NOT NULL);
        CREATE TABLE total (one int PRIMARY KEY, value bigint NOT NULL, number bigint NOT NULL);
        """;
    public int Revision => revision;

    public virtual async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        if (batch.Events.Count == 0) return;
        var values = batch.Events.Select(e => ((Counted)e.Data).Value * revision).ToArray();
        await using var work = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("INSERT INTO seen SELECT * FROM unnest($1, $2)")
                {
                    Parameters = { new() { Value = batch.Events.Select(e => e.Position).ToArray() },
                        new() { Value = values } }
                },
                new("""
                    INSERT INTO total VALUES (1, $1, $2)
                    ON CONFLICT (one) DO UPDATE SET value = total.value + excluded.value,
                        number = total.number + excluded.number
                    """)
                { Parameters = { new() { Value = values.Sum() }, new() { Value = (long)values.Length } } },
            },
        };
        await work.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>Throws after its writes, as often as it is told.</summary>
internal sealed class Stumbling(int times) : Tally
{
    private int _left = times;

    public int Left => Volatile.Read(ref _left);

    public override async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        await base.Handle(batch, connection, ct);
        if (batch.Events.Count > 0 && Interlocked.Decrement(ref _left) >= 0)
            throw new InvalidOperationException("It stumbled.");
    }
}

/// <summary>Throws after its writes until it is mended.</summary>
internal sealed class Broken : Tally
{
    public volatile bool Mended;

    public override async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        await base.Handle(batch, connection, ct);
        if (batch.Events.Count > 0 && !Mended) throw new InvalidOperationException("It is broken.");
    }
}

/// <summary>Keeps what it saw in memory.</summary>
internal sealed class Witness : ISubscription
{
    public ConcurrentQueue<long> Seen { get; } = [];
    public ConcurrentQueue<EventBatch> Batches { get; } = [];
    public string Name => "witness";
    public IReadOnlyCollection<Type> EventTypes { get; } = [typeof(Counted)];

    /// <summary>Whether batches without an event concern it.</summary>
    public bool WantsAll { get; init; }

    public bool IsConcerned(EventBatch batch) => WantsAll || batch.Events.Count > 0;

    public Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        Batches.Enqueue(batch);
        foreach (var e in batch.Events) Seen.Enqueue(e.Position);
        return Task.CompletedTask;
    }
}
