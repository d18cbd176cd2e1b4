using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>Seals and their verification (api: "Billing").</summary>
internal sealed partial class BillingApi
{
    /// <summary>
    /// Recomputes all that was sealed. The lines of the answer say how far it is; the last one is the result. The
    /// answer is the caller's to dispose of.
    /// </summary>
    public Task<HttpResponseMessage> Verify(string? head, CancellationToken ct) =>
        Send(HttpMethod.Post, "/api/audit/verify", Body(FormState.Body(("head", head))), null, ct,
            "application/x-ndjson");

    /// <summary>Recomputes all that was sealed, and answers at the end.</summary>
    public Task<VerificationView> VerifyAll(string? head, CancellationToken ct) =>
        Post<VerificationView>("/api/audit/verify", FormState.Body(("head", head)), new(), ct);

    /// <summary>The result of a verification, when a line of its answer is that.</summary>
    public static VerificationView? Verified(string line)
    {
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.TryGetProperty("ok", out _) ? answer.Deserialize<VerificationView>(Json) : null;
    }

    public Task<Page<WebhookView>> Webhooks(CancellationToken ct) =>
        Get<Page<WebhookView>>("/api/webhooks?limit=500", ct);

    public Task<Page<DeliveryView>> FailedDeliveries(string webhookId, CancellationToken ct) =>
        Get<Page<DeliveryView>>($"/api/webhooks/{Id(webhookId)}/deliveries", ct, ("state", "failed"), ("limit", "1"));
}
