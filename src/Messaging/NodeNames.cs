using Microsoft.Extensions.Hosting;
using Npgsql;
using Wolverine.Runtime;

namespace PackageBilling.Messaging;

/// <summary>Writes down what this node is called, once Wolverine has begun; forgets those that are no more.</summary>
internal sealed class NodeNames(IWolverineRuntime runtime, NpgsqlDataSource source, NodeIdentity identity) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new($"""
            DELETE FROM work.nodes n WHERE started < now() - interval '1 hour'
                AND NOT EXISTS (SELECT 1 FROM {WolverineTables.Inbox}.wolverine_nodes w WHERE w.id = n.node_id)
            """));
        batch.BatchCommands.Add(new("INSERT INTO work.nodes (node_id, name) VALUES ($1, $2)")
        { Parameters = { new() { Value = runtime.Options.UniqueNodeId }, new() { Value = identity.Name } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        identity.Known.SetResult();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
