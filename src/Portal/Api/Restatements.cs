namespace PackageBilling.Portal;

/// <summary>What past runs differ by, and lines that put it right (api: "Restatements").</summary>
internal sealed partial class BillingApi
{
    /// <summary>What runs of a span would post otherwise by now; posts it unless it is simulated.</summary>
    public Task<RestatementView> Restate(object body, Writing writing, CancellationToken ct) =>
        Post<RestatementView>("/api/restatements", body, writing, ct);

    public Task<Page<AppliedRestatement>> Restatements(string? after, CancellationToken ct) =>
        Get<Page<AppliedRestatement>>("/api/restatements", ct, ("limit", "50"), ("after", after));

    public Task<AppliedRestatement> Restatement(string restatementId, CancellationToken ct) =>
        Get<AppliedRestatement>($"/api/restatements/{Id(restatementId)}", ct);

    public Task<Page<RestatementLineView>> RestatementLines(string restatementId, string? after,
        CancellationToken ct) =>
        Get<Page<RestatementLineView>>($"/api/restatements/{Id(restatementId)}/lines", ct, ("limit", "100"),
            ("after", after));
}
