using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using Wolverine;
using Wolverine.RDBMS;
using Wolverine.Runtime;

namespace PackageBilling.Messaging;

/// <summary>
/// Spreads work by messages: a piece that is offered is a row and a message, written in one transaction. Each node takes messages from the
/// queues of what it does into its durable inbox; those of a node that dies are given to the others.
/// </summary>
internal sealed class WolverineQueue(IWolverineRuntime runtime, NpgsqlDataSource source, NodeIdentity identity) : IWorkQueue
{
    private const string TheOne = "";

    public string NodeId => identity.Name;

    public Task Offer(string kind, IReadOnlyCollection<string> ids, CancellationToken ct) => InOutbox(async (connection, send) =>
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO work.pieces (kind, id) SELECT $1, i FROM unnest($2) WITH ORDINALITY AS u (i, n) ORDER BY n ON CONFLICT DO NOTHING RETURNING id
            """, connection)
        { Parameters = { new() { Value = kind }, new() { Value = ids.ToArray() } } };
        foreach (var id in await Texts(command, ct)) await send(WorkQueues.Of(kind), new DoWork(kind, id), null);
    }, ct);

    // One that waits covers all that ask while it does: its row is taken away when it begins.
    public Task Wake(string kind, CancellationToken ct) => Offer(kind, [TheOne], ct);

    public Task SetAlarms(string kind, IReadOnlyDictionary<string, TimeSpan> alarms, CancellationToken ct) => InOutbox(async (connection, send) =>
    {
        // Messages come by the machine's clock, whatever the product's is.
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (name, after) in alarms)
        {
            var (at, setting) = (now + (after < TimeSpan.Zero ? TimeSpan.Zero : after), Ids.NewGuid(now));
            // One that is set for the same second already stays, or each look at the schedule would leave a message behind.
            await using var command = new NpgsqlCommand("""
                INSERT INTO work.alarms (kind, name, at, setting) VALUES ($1, $2, $3, $4)
                ON CONFLICT (kind, name) DO UPDATE SET at = excluded.at, setting = excluded.setting
                WHERE abs(extract(epoch FROM alarms.at - excluded.at)) >= 1 RETURNING name
                """, connection)
            { Parameters = { new() { Value = kind }, new() { Value = name }, new() { Value = at.UtcDateTime }, new() { Value = setting } } };
            if ((await Texts(command, ct)).Count > 0) await send(WorkQueues.Alarms, new RingAlarm(kind, name, setting), at);
        }
    }, ct);

    public async Task<IReadOnlyList<NodeState>> Nodes(CancellationToken ct)
    {
        await identity.Known.Task.WaitAsync(ct);
        var (nodes, doing) = (new List<(string Name, DateTimeOffset Seen)>(), new List<(string Node, NodeWork Work)>());
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new($"SELECT n.name, w.health_check FROM work.nodes n JOIN {WolverineTables.Inbox}.wolverine_nodes w ON w.id = n.node_id ORDER BY n.name COLLATE \"C\""));
        batch.BatchCommands.Add(new($"SELECT node, kind, id, begun FROM work.pieces WHERE node IS NOT NULL ORDER BY begun LIMIT {MessagingLimits.Shown}"));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) nodes.Add((reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            doing.Add((reader.GetString(0), new(reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3))));
        var heard = TimeProvider.System.GetUtcNow() - MessagingLimits.Silence;
        return nodes.ConvertAll(node => new NodeState(
            node.Name, node.Seen > heard, node.Seen, node.Name == NodeId, [.. doing.Where(one => one.Node == node.Name).Select(one => one.Work)]));
    }

    // What is written and what is sent are one transaction; messages leave after it.
    private async Task InOutbox(Func<NpgsqlConnection, Func<Uri, object, DateTimeOffset?, Task>, Task> write, CancellationToken ct)
    {
        await identity.Known.Task.WaitAsync(ct);
        var context = new MessageContext(runtime);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await context.EnlistInOutboxAsync(new DatabaseEnvelopeTransaction((IMessageDatabase)runtime.Storage, transaction));
        await write(connection, async (queue, message, at) =>
            await context.EndpointFor(queue).SendAsync(message, at is null ? null : new DeliveryOptions { ScheduledTime = at }));
        await transaction.CommitAsync(CancellationToken.None);
        await context.FlushOutgoingMessagesAsync();
    }

    private static async Task<List<string>> Texts(NpgsqlCommand command, CancellationToken ct)
    {
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) texts.Add(reader.GetString(0));
        return texts;
    }
}

/// <summary>The name of this node, and when it can be reached under it.</summary>
internal sealed record NodeIdentity(string Name)
{
    /// <summary>Ends when Wolverine has begun and others can see this node.</summary>
    public TaskCompletionSource Known { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
