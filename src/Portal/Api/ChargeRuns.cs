namespace PackageBilling.Portal;

/// <summary>Charge runs, and what by itself starts them (api: "Billing").</summary>
internal sealed partial class BillingApi
{
    public Task<Page<RunView>> ChargeRuns(Span span, string? status, int limit, string? after, CancellationToken ct) =>
        Get<Page<RunView>>("/api/charge-runs", ct, ("from", span.From), ("to", span.To), ("status", status),
            Limit(limit), ("after", after));

    public Task<RunView> ChargeRun(string runId, CancellationToken ct) =>
        Get<RunView>($"/api/charge-runs/{Id(runId)}", ct);

    public Task<Page<ReportLine>> RunLines(string runId, string? outcome, string? customerId, string? after,
        CancellationToken ct) =>
        Get<Page<ReportLine>>($"/api/charge-runs/{Id(runId)}/lines", ct, ("outcome", outcome),
            ("customerId", customerId), ("limit", "100"), ("after", after));

    /// <summary>Asks for a run; it goes on by itself.</summary>
    public Task<RunView> StartRun(object body, Writing writing, CancellationToken ct) =>
        Post<RunView>("/api/charge-runs", body, writing, ct);

    public Task<RunProgressView> RunProgress(string runId, CancellationToken ct) =>
        Get<RunProgressView>($"/api/charge-runs/{Id(runId)}/progress", ct);

    /// <summary>How a run goes on, as server-sent events; the answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> WatchRun(string runId, CancellationToken ct) =>
        Send(HttpMethod.Get, $"/api/charge-runs/{Id(runId)}/progress", null, null, ct, "text/event-stream");

    /// <summary>Pauses, resumes or cancels a run.</summary>
    public Task<RunView> Steer(string runId, string what, Writing writing, CancellationToken ct) =>
        Post<RunView>($"/api/charge-runs/{Id(runId)}/{what}", null, writing, ct);

    /// <summary>What reversing a run would give back; reverses it unless it is simulated.</summary>
    public Task<Report> ReverseRun(string runId, object body, Writing writing, CancellationToken ct) =>
        Post<Report>($"/api/charge-runs/{Id(runId)}/reverse", body, writing, ct);

    public Task<ReplayView> Replay(string runId, CancellationToken ct) =>
        Post<ReplayView>($"/api/charge-runs/{Id(runId)}/replay", null, new(), ct);

    /// <summary>A file of the run: its lines as CSV, or what an auditor verifies offline.
    /// The answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> RunFile(string runId, string file, CancellationToken ct) =>
        Send(HttpMethod.Get, $"/api/charge-runs/{Id(runId)}/{file}", null, null, ct);

    public Task<ScheduleView> Schedule(CancellationToken ct) => Get<ScheduleView>("/api/schedule", ct);
}
