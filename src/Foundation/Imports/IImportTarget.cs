namespace PackageBilling.Foundation;

/// <summary>
/// What an import decides from and where its facts go: the log (<see cref="ImportIntoLog"/>), or nowhere
/// (<see cref="DryRun"/>). The rules are the same for both.
/// </summary>
public interface IImportTarget
{
    /// <summary>The histories of some streams, with what this import has decided and committed so far.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<string> streamIds, CancellationToken ct);

    /// <summary>The part of them that no read model will ever show: what a dry run has decided. Empty for an
    /// import.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> Unwritten(IReadOnlyCollection<string> streamIds);

    /// <summary>All facts of a type that no read model will ever show, in the order decided.</summary>
    IEnumerable<T> Unwritten<T>();

    /// <summary>The keys of customers, made where there is none yet.</summary>
    Task<IReadOnlyDictionary<string, CustomerKey>> Keys(IReadOnlyCollection<string> customerIds, CancellationToken ct);

    /// <summary>The function that names phone numbers.</summary>
    ValueTask<Func<string, string>> NumberHash(CancellationToken ct);

    /// <summary>Takes facts in, all or none.</summary>
    /// <exception cref="StreamConflictException">Others have written to the same streams;
    /// nothing was taken.</exception>
    Task Commit(IEnumerable<IReadOnlyList<BulkEvent>> chunks, CancellationToken ct);
}
