namespace PackageBilling.Messaging;

/// <summary>
/// Work that goes on for as long as the product runs, on one node at a time. For some seconds two nodes may do it, when
/// one is taken for dead and isn't: what it does must bear that.
/// </summary>
public interface IExclusiveWork
{
    /// <summary>A lowercase word that names it.</summary>
    string Name { get; }

    /// <summary>Whether this node may do it; another one does it otherwise.</summary>
    bool IsEnabled { get; }

    /// <summary>Does it until it is canceled, whatever fails meanwhile.</summary>
    Task Run(CancellationToken ct);
}
