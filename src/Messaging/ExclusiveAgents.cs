using JasperFx;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace PackageBilling.Messaging;

/// <summary>
/// Work for one node at a time, as agents of Wolverine: it assigns each to one node that may do it, and to another one
/// when that node dies.
/// </summary>
internal sealed class ExclusiveAgents(IServiceProvider services) : IStaticAgentFamily
{
    /// <summary>The scheme of the agents' addresses; the host is the work's name.</summary>
    public const string AgentScheme = "exclusive";

    public string Scheme => AgentScheme;

    public ValueTask<IReadOnlyList<Uri>> AllKnownAgentsAsync() => Uris(_ => true);

    public ValueTask<IReadOnlyList<Uri>> SupportedAgentsAsync() => Uris(work => work.IsEnabled);

    public ValueTask<IAgent> BuildAgentAsync(Uri uri, IWolverineRuntime wolverineRuntime) =>
        Work.FirstOrDefault(work => UriOf(work) == uri) is { } found
            ? new(new ExclusiveAgent(uri, found))
            : throw new InvalidAgentException($"This version of the program has no {uri}.");

    public ValueTask EvaluateAssignmentsAsync(AssignmentGrid assignments)
    {
        // Wolverine's own ways of spreading agents give one that no node may run to some node all the same.
        foreach (var agent in assignments.AgentsForScheme(Scheme).Where(agent => !agent.IsPinned && !agent.IsPaused))
        {
            var able = assignments.Nodes.Where(node => node.Capabilities.Contains(agent.Uri)).ToList();
            if (agent.AssignedNode is { } node && able.Contains(node)) continue;
            agent.Detach();
            able.MinBy(one => one.Agents.Count)?.Assign(agent);
        }
        return default;
    }

    private IEnumerable<IExclusiveWork> Work => services.GetServices<IExclusiveWork>();

    private ValueTask<IReadOnlyList<Uri>> Uris(Func<IExclusiveWork, bool> which) =>
        new([.. Work.Where(which).Select(UriOf)]);

    private static Uri UriOf(IExclusiveWork work) => new($"{AgentScheme}://{work.Name}");
}

/// <summary>Does one kind of work for as long as it is assigned to this node.</summary>
internal sealed class ExclusiveAgent(Uri uri, IExclusiveWork work) : IAgent
{
    private Func<CancellationToken, Task> _end = _ => Task.CompletedTask;

    public Uri Uri => uri;

    public AgentStatus Status { get; private set; } = AgentStatus.Stopped;

    public string Description => $"Does the {work.Name} work of all nodes";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var stop = new CancellationTokenSource();
        var running = Task.Run(() => work.Run(stop.Token), CancellationToken.None);
        _end = async ct =>
        {
            await stop.CancelAsync();
            await running.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        };
        Status = AgentStatus.Running;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Status = AgentStatus.Stopped;
        await Interlocked.Exchange(ref _end, _ => Task.CompletedTask)(cancellationToken);
    }
}
