namespace PackageBilling.Portal;

/// <summary>DIDs (api: "Subscriptions").</summary>
internal sealed partial class BillingApi
{
    /// <summary>Who has, had and will have a DID.</summary>
    public Task<Page<DidUse>> Did(string did, string? after, CancellationToken ct) =>
        Get<Page<DidUse>>($"/api/dids/{Id(did)}", ct, ("limit", "20"), ("after", after));

    /// <summary>The DIDs that a customer has, had and will have.</summary>
    public Task<Page<CustomerDid>> CustomerDids(string customerId, string? after, CancellationToken ct) =>
        Get<Page<CustomerDid>>($"/api/customers/{Id(customerId)}/dids", ct, ("limit", "100"), ("after", after));
}
