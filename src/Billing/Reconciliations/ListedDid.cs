namespace PackageBilling.Billing.Reconciliations;

/// <summary>A row of an inventory about a DID.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="DidHash">The DID's hash.</param>
/// <param name="CustomerId">Who has it, if the file says so.</param>
/// <param name="PackageId">The package that it should have, if the file says so.</param>
/// <param name="Quantity">How many, if the file says so.</param>
internal sealed record ListedDid(
    int Line, string DidHash, string? CustomerId = null, string? PackageId = null, int? Quantity = null)
{
    /// <summary>The order in which they are compared.</summary>
    public static readonly Comparison<ListedDid> ByHash = (one, other) =>
        string.CompareOrdinal(one.DidHash, other.DidHash) is var byHash and not 0 ? byHash
            : one.Line.CompareTo(other.Line);
}

/// <summary>A row of an inventory about a customer: how many it has.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="PackageId">Of which package, if the file says so; else how many DIDs.</param>
/// <param name="Quantity">How many.</param>
internal sealed record ListedCount(int Line, string CustomerId, string? PackageId, int Quantity);
