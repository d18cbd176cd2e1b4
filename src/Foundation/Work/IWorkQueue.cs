namespace PackageBilling.Foundation;

/// <summary>
/// Spreads pieces of work over the nodes that share a database. A piece may be done twice, when a node is thought dead and is not: what
/// is done must be harmless to do again.
/// </summary>
public interface IWorkQueue
{
    /// <summary>The name of this node, which no other node has.</summary>
    string NodeId { get; }

    /// <summary>
    /// Offers pieces of work, each of which any node takes; one that is offered already, or being done, stays as it is. A dead node's
    /// piece is taken over by another one.
    /// </summary>
    /// <param name="kind">The <see cref="IWork.Kind"/>.</param>
    /// <param name="ids">The pieces.</param>
    /// <param name="ct">Gives up offering; what is being done goes on.</param>
    Task Offer(string kind, IReadOnlyCollection<string> ids, CancellationToken ct);

    /// <summary>
    /// Asks for the work of a kind that has one piece only, begun after now; however often it is asked for, nodes do it one after the other.
    /// </summary>
    Task Wake(string kind, CancellationToken ct);

    /// <summary>As <see cref="Wake"/>, after a while. An alarm of the same name is replaced.</summary>
    Task SetAlarms(string kind, IReadOnlyDictionary<string, TimeSpan> alarms, CancellationToken ct);

    /// <summary>The nodes, sorted by name, and what each is doing.</summary>
    Task<IReadOnlyList<NodeState>> Nodes(CancellationToken ct);
}

/// <summary>Work that a node does when it takes a piece of it.</summary>
public interface IWork
{
    /// <summary>What sort of work it is.</summary>
    string Kind { get; }

    /// <summary>Does one piece to its end. What it throws is logged, and the piece is gone.</summary>
    Task Do(string id, CancellationToken ct);
}

/// <summary>A node.</summary>
/// <param name="NodeId">Its name.</param>
/// <param name="IsAlive">Whether it has been heard of lately.</param>
/// <param name="SeenAt">When it was last heard of; null when that is not known.</param>
/// <param name="IsThis">Whether it is the one that answers.</param>
/// <param name="Doing">What it does.</param>
public sealed record NodeState(string NodeId, bool IsAlive, DateTimeOffset? SeenAt, bool IsThis, IReadOnlyList<NodeWork> Doing);

/// <summary>A piece of work under way.</summary>
/// <param name="Kind">What sort of work it is.</param>
/// <param name="Id">Which piece.</param>
/// <param name="Since">When it was begun; null when that is not known.</param>
public sealed record NodeWork(string Kind, string Id, DateTimeOffset? Since);
