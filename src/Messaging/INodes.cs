namespace PackageBilling.Messaging;

/// <summary>The nodes that share a database, seen from one of them.</summary>
public interface INodes
{
    /// <summary>The nodes, sorted by name, and what each is doing.</summary>
    Task<IReadOnlyList<NodeState>> All(CancellationToken ct);

    /// <summary>
    /// Has any nodes post these shares, each once. Sending a share a second time does no harm, and a dead node's shares
    /// are taken over by others.
    /// </summary>
    Task Send(IReadOnlyList<PostShare> shares, CancellationToken ct);
}

/// <summary>A node.</summary>
/// <param name="NodeId">Its name.</param>
/// <param name="IsAlive">Whether it has been heard of lately.</param>
/// <param name="SeenAt">When it was last heard of.</param>
/// <param name="IsThis">Whether it is the one that answers.</param>
/// <param name="Doing">What it has taken on, and would be taken over by others if it died.</param>
public sealed record NodeState(
    string NodeId, bool IsAlive, DateTimeOffset SeenAt, bool IsThis, IReadOnlyList<NodeWork> Doing);

/// <summary>Work that a node has taken on.</summary>
/// <param name="Kind"><c>run-share</c> for a share of a charge run, or the name of work for one node at a time.</param>
/// <param name="Id">Which share: the run and the share's number. <c>all</c> for other work.</param>
/// <param name="Since">When the share was sent out; null for other work.</param>
public sealed record NodeWork(string Kind, string Id, DateTimeOffset? Since);
