namespace PackageBilling.Portal;

/// <summary>Files that were compared with the books (api: "Reconciliation").</summary>
internal sealed partial class BillingApi
{
    private const string Reports = "/api/reconciliations";

    /// <summary>Compares a file, which goes along as it comes.</summary>
    public async Task<ReconciliationView> Reconcile(
        string route, HttpContent form, Writing writing, CancellationToken ct,
        params (string Name, string? Value)[] query)
    {
        using var answer = await Send(HttpMethod.Post, Addresses.Of($"{Reports}/{route}", query), form, writing, ct);
        return await Read<ReconciliationView>(answer, ct);
    }

    public Task<Page<ReconciliationView>> Reconciliations(string? kind, string? after, CancellationToken ct) =>
        Get<Page<ReconciliationView>>(Reports, ct, ("limit", "50"), ("kind", kind), ("after", after));

    public Task<ReconciliationView> Reconciliation(string id, CancellationToken ct) =>
        Get<ReconciliationView>($"{Reports}/{Id(id)}", ct);

    public Task<Page<DifferenceView>> Differences(
        string id, string? kind, bool onlyNew, string? after, CancellationToken ct) =>
        Get<Page<DifferenceView>>($"{Reports}/{Id(id)}/rows", ct, ("limit", "100"), ("kind", kind),
            ("onlyNew", onlyNew ? "true" : null), ("after", after));

    public Task<Page<DifferenceView>> ResolvedDifferences(string id, string? after, CancellationToken ct) =>
        Get<Page<DifferenceView>>($"{Reports}/{Id(id)}/resolved", ct, ("limit", "100"), ("after", after));

    /// <summary>All differences as CSV; the answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> DifferencesFile(string id, CancellationToken ct) =>
        Send(HttpMethod.Get, $"{Reports}/{Id(id)}/report.csv", null, null, ct);
}
