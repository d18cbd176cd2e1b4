namespace PackageBilling.Portal;

/// <summary>DIDs (api: "Subscriptions").</summary>
internal sealed partial class BillingApi
{
    /// <summary>Who has, had and will have a DID.</summary>
    public Task<Rows<DidUse>> Did(string did, string? after, CancellationToken ct) =>
        Get<Rows<DidUse>>(Query($"/api/dids/{Id(did)}", ("limit", "20"), ("after", after)), ct);

    /// <summary>The DIDs that a customer has, had and will have.</summary>
    public Task<Rows<CustomerDid>> CustomerDids(string customerId, string? after, CancellationToken ct) =>
        Get<Rows<CustomerDid>>(Query($"/api/customers/{Id(customerId)}/dids", ("limit", "100"), ("after", after)), ct);
}

public sealed record DidUse(string AssignmentId, string CustomerId, string PackageId, DateOnly StartDate, DateOnly? EndDate);

public sealed record CustomerDid(string Did, DateOnly StartDate, DateOnly? EndDate, long Assignments, string Status);
