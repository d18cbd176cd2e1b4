namespace PackageBilling.Portal;

/// <summary>What past runs differ by, and lines that put it right (api: "Restatements").</summary>
internal sealed partial class BillingApi
{
    /// <summary>What runs of a span would post otherwise by now; posts it unless it is simulated.</summary>
    public Task<Impact> Restate(object body, Writing writing, CancellationToken ct) => Post<Impact>("/api/restatements", body, writing, ct);

    public Task<Rows<Restatement>> Restatements(string? after, CancellationToken ct) => Get<Rows<Restatement>>(Query("/api/restatements", ("limit", "50"), ("after", after)), ct);

    public Task<Restatement> Restatement(string restatementId, CancellationToken ct) => Get<Restatement>($"/api/restatements/{Id(restatementId)}", ct);

    public Task<Rows<RestatedLine>> RestatementLines(string restatementId, string? after, CancellationToken ct) =>
        Get<Rows<RestatedLine>>(Query($"/api/restatements/{Id(restatementId)}/lines", ("limit", "100"), ("after", after)), ct);
}

/// <summary>What past runs differ by; with an id when it was posted.</summary>
public sealed record Impact(
    string? RestatementId, DateOnly From, DateOnly To, long Position, RestatedTotals Totals, IReadOnlyList<RestatedLine> Lines, IReadOnlyList<string> NotPosted);

public sealed record RestatedTotals(int Lines, IReadOnlyList<CurrencyTotals> ByCurrency);

/// <summary>A line that was, or would be, put right.</summary>
public sealed record RestatedLine(
    string ChargeId, string Corrects, string Of, bool IsGap, string CustomerId, string AssignmentId, string PackageId, DateOnly Date, string Currency,
    decimal StandsRetail, decimal DueRetail, decimal Retail, decimal Cost, bool DebitsCredit, bool InsufficientCredit, long? Because, Fact? FirstEvent);

/// <summary>A restatement that was applied.</summary>
public sealed record Restatement(
    string RestatementId, DateOnly From, DateOnly To, IReadOnlyList<string>? CustomerIds, long Position, RestatedTotals Totals, string Actor, string? Reason, DateTimeOffset AppliedAt);
