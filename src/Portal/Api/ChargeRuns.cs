using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>Charge runs, and what by itself starts them (api: "Billing").</summary>
internal sealed partial class BillingApi
{
    public Task<Rows<ChargeRun>> ChargeRuns(Span span, string? status, int limit, string? after, CancellationToken ct) => Get<Rows<ChargeRun>>(Query(
        "/api/charge-runs", ("from", span.From), ("to", span.To), ("status", status), Limit(limit), ("after", after)), ct);

    public Task<ChargeRun> ChargeRun(string runId, CancellationToken ct) => Get<ChargeRun>($"/api/charge-runs/{Id(runId)}", ct);

    public Task<Rows<Line>> RunLines(string runId, string? outcome, string? customerId, string? after, CancellationToken ct) =>
        Get<Rows<Line>>(Query($"/api/charge-runs/{Id(runId)}/lines", ("outcome", outcome), ("customerId", customerId), ("limit", "100"), ("after", after)), ct);

    /// <summary>Asks for a run; it goes on by itself.</summary>
    public Task<ChargeRun> StartRun(object body, Writing writing, CancellationToken ct) => Post<ChargeRun>("/api/charge-runs", body, writing, ct);

    public Task<RunProgress> RunProgress(string runId, CancellationToken ct) => Get<RunProgress>($"/api/charge-runs/{Id(runId)}/progress", ct);

    /// <summary>How a run goes on, as server-sent events; the answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> WatchRun(string runId, CancellationToken ct) =>
        Send(HttpMethod.Get, $"/api/charge-runs/{Id(runId)}/progress", null, null, ct, "text/event-stream");

    /// <summary>Pauses, resumes or cancels a run.</summary>
    public Task<ChargeRun> Steer(string runId, string what, Writing writing, CancellationToken ct) =>
        Post<ChargeRun>($"/api/charge-runs/{Id(runId)}/{what}", null, writing, ct);

    /// <summary>What reversing a run would give back; reverses it unless it is simulated.</summary>
    public Task<Report> ReverseRun(string runId, object body, Writing writing, CancellationToken ct) =>
        Post<Report>($"/api/charge-runs/{Id(runId)}/reverse", body, writing, ct);

    public Task<Replay> Replay(string runId, CancellationToken ct) => Post<Replay>($"/api/charge-runs/{Id(runId)}/replay", null, new(), ct);

    /// <summary>A file of the run: its lines as CSV, or what an auditor verifies offline. The answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> RunFile(string runId, string file, CancellationToken ct) => Send(HttpMethod.Get, $"/api/charge-runs/{Id(runId)}/{file}", null, null, ct);

    public Task<Schedule> Schedule(CancellationToken ct) => Get<Schedule>("/api/schedule", ct);
}

public sealed record ChargeRun
{
    public string RunId { get; init; } = "";
    public string Kind { get; init; } = "";
    public DateOnly Date { get; init; }
    public string Status { get; init; } = "";
    public long? Position { get; init; }
    public string EngineVersion { get; init; } = "";
    public Totals Totals { get; init; } = new();
    public string? Seal { get; init; }
    public string? Head { get; init; }
    public string? Error { get; init; }
    public string Actor { get; init; } = "";
    public string? Reason { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public IReadOnlyList<Intervention>? Interventions { get; init; }
    public bool HasEnded => Status is not ("running" or "paused");
}

public sealed record Intervention(string What, DateTimeOffset At, string Actor, string? Reason);

public sealed record RunProgress(string RunId, string Status, long Done, long Total, long Lines, long? LinesPerSecond, long? SecondsLeft);

/// <summary>A run decided again from the log.</summary>
public sealed record Replay(
    string RunId, bool Equal, int Lines, int Different, IReadOnlyList<Difference> Differences, long Position, string EngineVersion, string? RecordedSeal, string? RecomputedSeal);

public sealed record Difference(string Line, JsonElement Recorded, JsonElement Recomputed);

public sealed record Schedule(bool Enabled, string RunAt, DateTimeOffset? FirstStarted, IReadOnlyList<ScheduledZone> Zones, IReadOnlyList<RunToAttend> Attention);

public sealed record ScheduledZone(string TimeZone, DateOnly? LastDate, string? LastRunId, DateOnly? NextDate, DateTimeOffset? NextAt, long Customers);

public sealed record RunToAttend(string RunId, string Kind, DateOnly Date, string Status, int Quarantined, string? Error);

/// <summary>An event that came between a preview and its run.</summary>
public sealed record EventBetween(
    long Position, string Type, string Actor, DateTimeOffset RecordedAt, string? Reason, string? CustomerId, string? AssignmentId, string? PackageId);
