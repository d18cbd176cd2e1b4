namespace PackageBilling.Portal;

/// <summary>Seals and their verification (api: "Billing").</summary>
internal sealed partial class BillingApi
{
    /// <summary>Recomputes all that was sealed. The lines of the answer say how far it is; the last one is the result. The answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> Verify(string? head, CancellationToken ct) => Send(
        HttpMethod.Post, "/api/audit/verify", System.Net.Http.Json.JsonContent.Create(FormState.Body(("head", head))), null, ct, "application/x-ndjson");

    /// <summary>Recomputes all that was sealed, and answers at the end.</summary>
    public Task<Verification> VerifyAll(string? head, CancellationToken ct) => Post<Verification>("/api/audit/verify", FormState.Body(("head", head)), new(), ct);

    /// <summary>The result of a verification, when a line of its answer is that.</summary>
    public static Verification? Verified(string line) =>
        line.Contains("\"ok\":", StringComparison.Ordinal) ? System.Text.Json.JsonSerializer.Deserialize<Verification>(line, Json) : null;

    public Task<Rows<Webhook>> Webhooks(CancellationToken ct) => Get<Rows<Webhook>>("/api/webhooks?limit=500", ct);

    public Task<Rows<Delivery>> FailedDeliveries(string webhookId, CancellationToken ct) =>
        Get<Rows<Delivery>>(Query($"/api/webhooks/{Id(webhookId)}/deliveries", ("state", "failed"), ("limit", "1")), ct);
}

public sealed record Verification(bool Ok, long CheckedEvents, long CheckedRuns, long CheckedThrough, string? Head, Fault? FirstFault, IReadOnlyList<Fault> Faults);

public sealed record Fault(string Check, string What, long? Position, string? RunId, string? Stored, string? Recomputed);

public sealed record Webhook(string WebhookId, string Url, long Waiting, FailingDelivery? Failing);

/// <summary>A delivery that is tried again.</summary>
public sealed record FailingDelivery(string Event, int Attempts, DateTimeOffset Attempted, string Error);

public sealed record Delivery(string DeliveryId, string Event, string State, string? Error, DateTimeOffset? Attempted);
