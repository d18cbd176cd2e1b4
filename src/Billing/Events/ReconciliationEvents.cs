namespace PackageBilling.Billing.Events;

/// <summary>A file was looked at: one event for each, in one stream, so that they can be listed.</summary>
/// <param name="ReconciliationId">Names the report.</param>
/// <param name="Kind">What the file was compared with.</param>
/// <param name="Source">The switch or supplier that it is from; null for none.</param>
/// <param name="FileHash">SHA-256 of the file, in hexadecimal digits.</param>
/// <param name="File">Its name in the folder; null when it was sent.</param>
/// <param name="HasFailed">Whether it could not be compared.</param>
public sealed record ReconciliationListed(
    string ReconciliationId, ReconciliationKind Kind, string? Source, string FileHash, string? File, bool HasFailed);

/// <summary>A file was compared with the books (domain: "Reconciliation"): the report's counts and sums.</summary>
/// <param name="ReconciliationId">Names the report.</param>
/// <param name="Kind">What the file was compared with.</param>
/// <param name="Source">The switch or supplier that it is from; null for none.</param>
/// <param name="From">The first date; of an inventory, its date.</param>
/// <param name="To">The last date; of an inventory, its date.</param>
/// <param name="PackageIds">Only these packages were compared; null for all.</param>
/// <param name="FileHash">SHA-256 of the file, in hexadecimal digits.</param>
/// <param name="File">Its name in the folder; null when it was sent.</param>
/// <param name="DecidedAt">The position up to which the books counted.</param>
/// <param name="Read">Rows of the file.</param>
/// <param name="Rejected">Rows that were not compared.</param>
/// <param name="Equal">What agrees.</param>
/// <param name="Counts">Rows by kind, in the order of the rows.</param>
/// <param name="Sums">Sums of a bill; null for an inventory.</param>
/// <param name="PreviousId">The report that it was compared with; null for none.</param>
/// <param name="Resolved">Rows of that report that are gone.</param>
public sealed record FileReconciled(
    string ReconciliationId, ReconciliationKind Kind, string? Source, DateOnly From, DateOnly To,
    IReadOnlyList<string>? PackageIds, string FileHash, string? File, long DecidedAt, long Read, long Rejected,
    long Equal, IReadOnlyList<DifferenceCount> Counts, IReadOnlyList<ReconciledSum>? Sums, string? PreviousId,
    int Resolved);

/// <summary>A file from the folder could not be compared.</summary>
/// <param name="ReconciliationId">Names the entry of the list.</param>
/// <param name="Kind">What the file was to be compared with.</param>
/// <param name="From">The first date by its name.</param>
/// <param name="To">The last date by its name.</param>
/// <param name="FileHash">SHA-256 of the file, in hexadecimal digits.</param>
/// <param name="File">Its name in the folder.</param>
/// <param name="Error">Why, as a token of the report's own key: it may quote the file.</param>
public sealed record ReconciliationFailed(
    string ReconciliationId, ReconciliationKind Kind, DateOnly From, DateOnly To, string FileHash, string File,
    string Error);

/// <summary>Rows of a report, in its order: by kind.</summary>
public sealed record DifferencesFound(string ReconciliationId, IReadOnlyList<FoundDifference> Rows);

/// <summary>One difference between a file and the books.</summary>
/// <param name="Kind">How they differ.</param>
/// <param name="IsNew">Whether the report before it did not have it.</param>
/// <param name="DidHash">The DID's hash, which doesn't depend on the customer; null when only its token is known, or
/// without a DID.</param>
/// <param name="Did">The DID as a token: of the customer who has or had it, or else of the report's own key.</param>
/// <param name="PackageId">The package.</param>
/// <param name="ListedCustomerId">The customer in the file.</param>
/// <param name="CustomerId">The customer in the books.</param>
/// <param name="AssignmentId">The assignment in the books.</param>
/// <param name="Listed">The quantity or amount in the file.</param>
/// <param name="Ours">The quantity or cost in the books.</param>
/// <param name="Currency">The currency of amounts; null for quantities.</param>
public sealed record FoundDifference(
    DifferenceKind Kind, bool IsNew = false, string? DidHash = null, string? Did = null, string? PackageId = null,
    string? ListedCustomerId = null, string? CustomerId = null, string? AssignmentId = null, decimal? Listed = null,
    decimal? Ours = null, string? Currency = null);

/// <summary>Rows of the report before it that are gone, by their numbers there.</summary>
public sealed record DifferencesResolved(string ReconciliationId, IReadOnlyList<int> Numbers);

/// <summary>The first rows of a file that were not compared. Errors are tokens of the report's own key: they may quote
/// the file.</summary>
public sealed record FileRowsRejected(string ReconciliationId, IReadOnlyList<RejectedFileRow> Rows);
