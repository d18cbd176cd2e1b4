namespace PackageBilling.Contracts;

/// <summary>One row of a report: something that the file and the books say differently.</summary>
/// <param name="Number">Its place in the report, from 1.</param>
/// <param name="Kind">How they differ.</param>
/// <param name="IsNew">Whether the report before it did not have it.</param>
/// <param name="Did">The DID; null when it is about a customer or a package.</param>
/// <param name="PackageId">The package, when one is named.</param>
/// <param name="ListedCustomerId">The customer in the file.</param>
/// <param name="CustomerId">The customer in the books; of what is billed to nobody, who has or had the DID
/// last.</param>
/// <param name="AssignmentId">The assignment in the books; the first when there are several.</param>
/// <param name="ListedQuantity">The quantity in the file.</param>
/// <param name="Quantity">The quantity in the books.</param>
/// <param name="Billed">The amount on the supplier's bill.</param>
/// <param name="Cost">The cost in the books.</param>
/// <param name="Difference">Billed minus cost.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Assignment">The address of the assignment; null when there is none.</param>
/// <param name="Assign">What could be assigned; null when that would not help.</param>
public sealed record DifferenceView(
    int Number, DifferenceKind Kind, bool IsNew, string? Did, string? PackageId, string? ListedCustomerId,
    string? CustomerId, string? AssignmentId, long? ListedQuantity, long? Quantity, decimal? Billed, decimal? Cost,
    decimal? Difference, string? Currency, string? Assignment, ProposedAssignment? Assign);

/// <summary>An assignment that would settle a difference, as far as the file says it. Nothing is assigned by
/// itself.</summary>
/// <param name="CustomerId">The customer; null when the file names none and the DID never had one.</param>
/// <param name="Did">The DID; null for none.</param>
/// <param name="PackageId">The package, when the file names it.</param>
/// <param name="Quantity">The quantity, when the file names it.</param>
/// <param name="StartDate">The date of the report.</param>
public sealed record ProposedAssignment(
    string? CustomerId, string? Did, string? PackageId, long? Quantity, DateOnly StartDate);
