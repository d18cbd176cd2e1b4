using JasperFx;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace PackageBilling.Messaging;

/// <summary>
/// The subscriptions of the log as agents of Wolverine, which spreads them evenly over the nodes and gives those of a
/// dead node to others. A projection is assigned to nodes of its revision only, so old and new versions of the program
/// may run beside each other.
/// </summary>
internal sealed class SubscriptionAgents : IStaticAgentFamily
{
    private readonly Dictionary<Uri, SubscriptionAgent> _agents;

    public SubscriptionAgents(IEnumerable<ISubscription> subscriptions, AssignedTurns turns) =>
        _agents = subscriptions.Select(subscription => new SubscriptionAgent(
            UriOf(subscription), subscription.Name, turns)).ToDictionary(agent => agent.Uri);

    public string Scheme => "subscription";

    public ValueTask<IReadOnlyList<Uri>> AllKnownAgentsAsync() => new([.. _agents.Keys]);

    public ValueTask<IReadOnlyList<Uri>> SupportedAgentsAsync() => AllKnownAgentsAsync();

    public ValueTask<IAgent> BuildAgentAsync(Uri uri, IWolverineRuntime wolverineRuntime) =>
        _agents.TryGetValue(uri, out var agent)
            ? new(agent)
            : throw new InvalidAgentException($"This version of the program has no {uri}.");

    public ValueTask EvaluateAssignmentsAsync(AssignmentGrid assignments)
    {
        assignments.DistributeEvenlyWithBlueGreenSemantics(Scheme);
        return default;
    }

    private Uri UriOf(ISubscription subscription) =>
        new($"{Scheme}://{Uri.EscapeDataString(subscription.Name)}/{(subscription as IProjection)?.Revision ?? 0}");
}

/// <summary>Says that one subscription is assigned to this node.</summary>
internal sealed class SubscriptionAgent(Uri uri, string name, AssignedTurns turns) : IAgent
{
    public Uri Uri => uri;

    public AgentStatus Status { get; private set; } = AgentStatus.Stopped;

    public string Description => $"Follows the log as {name}";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        turns.Assign(name);
        Status = AgentStatus.Running;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        turns.Withdraw(name);
        Status = AgentStatus.Stopped;
        return Task.CompletedTask;
    }
}
