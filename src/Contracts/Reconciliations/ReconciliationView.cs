namespace PackageBilling.Contracts;

/// <summary>What a file is compared with (domain: "Reconciliation").</summary>
public enum ReconciliationKind
{
    /// <summary>What the switch has, with the active assignments on a date.</summary>
    Inventory,

    /// <summary>A supplier's bill, with the cost of the lines of a span.</summary>
    SupplierBill,
}

/// <summary>Whether a file could be compared.</summary>
public enum ReconciliationStatus
{
    /// <summary>It was compared.</summary>
    Completed,

    /// <summary>It could not be read; only files from the folder are listed so.</summary>
    Failed,
}

/// <summary>How a file and the books differ.</summary>
public enum DifferenceKind
{
    /// <summary>In the switch, and billed to nobody.</summary>
    NotBilled,

    /// <summary>Billed, and not in the switch.</summary>
    NotInSwitch,

    /// <summary>Billed to another customer than the switch says.</summary>
    OtherCustomer,

    /// <summary>Billed with another quantity than the switch says.</summary>
    OtherQuantity,

    /// <summary>On the supplier's bill with another amount than the cost in the books.</summary>
    OtherAmount,

    /// <summary>The books have a cost that isn't on the supplier's bill.</summary>
    NotOnBill,

    /// <summary>On the supplier's bill, and the books have no cost for it.</summary>
    NoCost,
}

/// <summary>A file that was compared with the books.</summary>
/// <param name="ReconciliationId">Its id.</param>
/// <param name="Kind">What it was compared with.</param>
/// <param name="Status">Whether it could be compared.</param>
/// <param name="Source">The switch or supplier that it is from, as the caller named it; null for none.</param>
/// <param name="From">The first date; of an inventory, its date.</param>
/// <param name="To">The last date; of an inventory, its date.</param>
/// <param name="PackageIds">Only assignments and lines of these packages were compared; null for all.</param>
/// <param name="FileHash">SHA-256 of the file, in hexadecimal digits.</param>
/// <param name="File">Its name in the folder; null when it was sent.</param>
/// <param name="Position">The position of the log up to which the books counted; null when it failed.</param>
/// <param name="Read">Rows of the file.</param>
/// <param name="Rejected">Those that can't be read or compared.</param>
/// <param name="Equal">What agrees: rows of an inventory, or sums of a bill.</param>
/// <param name="Differences">How many rows the report has.</param>
/// <param name="Counts">The same by kind, in the order of the rows; kinds without any are left out.</param>
/// <param name="Sums">Of a bill, the sums in each currency.</param>
/// <param name="PreviousId">The report before it of the same kind and source, which it was compared with; null for
/// none.</param>
/// <param name="New">Rows that the report before it did not have; all when there is none.</param>
/// <param name="Resolved">Rows of the report before it that are gone.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
/// <param name="Rejects">The first 1,000 faults of rows that were rejected; null in a list.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="ActorKeyId">The id of the key.</param>
/// <param name="Reason">Why, in the caller's words.</param>
/// <param name="MadeAt">When.</param>
public sealed record ReconciliationView(
    string ReconciliationId, ReconciliationKind Kind, ReconciliationStatus Status, string? Source, DateOnly From,
    DateOnly To, IReadOnlyList<string>? PackageIds, string FileHash, string? File, long? Position, long Read,
    long Rejected, long Equal, int Differences, IReadOnlyList<DifferenceCount> Counts,
    IReadOnlyList<ReconciledSum> Sums, string? PreviousId, int New, int Resolved, string? Error,
    IReadOnlyList<RejectedFileRow>? Rejects, string Actor, string? ActorKeyId, string? Reason, DateTimeOffset MadeAt);

/// <summary>How many rows of a report are of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Rows">How many.</param>
/// <param name="New">Those that the report before it did not have.</param>
public sealed record DifferenceCount(DifferenceKind Kind, int Rows, int New);

/// <summary>What a supplier's bill and the books come to in one currency.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Billed">The sum of the bill.</param>
/// <param name="Cost">The sum of the cost in the books.</param>
/// <param name="Difference">Billed minus cost.</param>
/// <param name="Tolerated">The part of the difference that no row has, since each is within the tolerance.</param>
public sealed record ReconciledSum(
    string Currency, decimal Billed, decimal Cost, decimal Difference, decimal Tolerated);

/// <summary>A row of a file that was not compared, and one of the rules that it breaks.</summary>
/// <param name="Line">The line of the file that it begins on.</param>
/// <param name="Field">The column.</param>
/// <param name="Error">The rule.</param>
public sealed record RejectedFileRow(int Line, string Field, string Error);
