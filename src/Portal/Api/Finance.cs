namespace PackageBilling.Portal;

/// <summary>What would be, and what would have been (api: "Billing", "Time travel").
/// Nothing is written by any of it.</summary>
internal sealed partial class BillingApi
{
    public Task<ForecastView> Forecast(object body, CancellationToken ct) =>
        Post<ForecastView>("/api/forecasts", body, new(), ct);

    /// <summary>A forecast as CSV; the answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> ForecastFile(object body, CancellationToken ct) =>
        Send(HttpMethod.Post, "/api/forecasts", Body(body), null, ct, "text/csv");

    /// <summary>All lines that differ, as CSV; the answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> CompareFile(object body, CancellationToken ct) =>
        Send(HttpMethod.Post, "/api/simulations/compare", Body(body), null, ct, "text/csv");

    public Task<ComparisonView> Compare(object body, CancellationToken ct) =>
        Post<ComparisonView>("/api/simulations/compare", body, new(), ct);
}
