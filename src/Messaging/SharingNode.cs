using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PackageBilling.Messaging.Mail;
using Wolverine;
using Wolverine.Runtime;

namespace PackageBilling.Messaging;

/// <summary>
/// A node that shares work with others through Wolverine, which knows who is alive and who has taken which message.
/// </summary>
internal sealed class SharingNode(IServiceProvider services, NpgsqlDataSource source, string name)
    : INodes, IHostedService
{
    private readonly TaskCompletionSource<IWolverineRuntime> _started =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wolverine, once it has made its tables and joined the others.</summary>
    public Task<IWolverineRuntime> Started(CancellationToken ct) => _started.Task.WaitAsync(ct);

    public async Task<IReadOnlyList<NodeState>> All(CancellationToken ct)
    {
        var runtime = await Started(ct);
        var nodes = await runtime.Storage.Nodes.LoadAllNodesAsync(ct);
        var messages = await runtime.Storage.Admin.AllIncomingAsync();
        var taken = messages.Where(message => message.Status == EnvelopeStatus.Incoming)
            .OrderBy(message => message.SentAt)
            .Select(message => (message.OwnerId, message.SentAt, Share: Messages.Share(message)))
            .Where(message => message.Share is not null).ToLookup(message => message.OwnerId);
        var heard = TimeProvider.System.GetUtcNow() - MessagingLimits.Silence;
        return
        [
            .. from node in nodes
               let isThis = node.NodeId == runtime.Options.UniqueNodeId
               let exclusive = node.ActiveAgents.Where(agent => agent.Scheme == ExclusiveAgents.AgentScheme)
               let nodeName = isThis ? name : node.Description
               orderby nodeName
               select new NodeState(nodeName, node.LastHealthCheck > heard, node.LastHealthCheck, isThis,
               [
                   .. exclusive.Select(agent => new NodeWork(agent.Host, "all", null)),
                   .. from one in taken[node.AssignedNodeNumber]
                      select new NodeWork(Messages.ShareKind, one.Share!.ShareId, one.SentAt),
               ]),
        ];
    }

    public Task Send(IReadOnlyList<PostShare> shares, CancellationToken ct) => Publish(shares, ct);

    /// <summary>Has any nodes send these documents. Asking a second time for a mail does no harm.</summary>
    public Task Send(IReadOnlyList<SendDocument> mails, CancellationToken ct) => Publish(mails, ct);

    // Wolverine calls a node after its machine, and several may run on one.
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var runtime = services.GetRequiredService<IWolverineRuntime>();
        await using var command = source.CreateCommand(
            $"UPDATE {WolverineRegistration.Schema}.wolverine_nodes SET description = $1 WHERE id = $2");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = runtime.Options.UniqueNodeId });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _started.SetResult(runtime);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Publish<T>(IReadOnlyList<T> messages, CancellationToken ct)
    {
        if (messages.Count == 0) return;
        var bus = new MessageBus(await Started(ct));
        foreach (var message in messages)
        {
            try
            {
                await bus.PublishAsync(message);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // It is in the outbox of a node that died before it was delivered; Wolverine delivers it.
            }
        }
    }
}
