using System.Net.Http.Json;

namespace PackageBilling.Portal;

/// <summary>What would be, and what would have been (api: "Billing", "Time travel"). Nothing is written by any of it.</summary>
internal sealed partial class BillingApi
{
    public Task<Forecast> Forecast(object body, CancellationToken ct) => Post<Forecast>("/api/forecasts", body, new(), ct);

    /// <summary>A forecast as CSV; the answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> ForecastFile(object body, CancellationToken ct) =>
        Send(HttpMethod.Post, "/api/forecasts", JsonContent.Create(body, body.GetType(), options: Json), null, ct, "text/csv");

    /// <summary>All lines that differ, as CSV; the answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> CompareFile(object body, CancellationToken ct) =>
        Send(HttpMethod.Post, "/api/simulations/compare", JsonContent.Create(body, body.GetType(), options: Json), null, ct, "text/csv");

    public Task<Comparison> Compare(object body, CancellationToken ct) => Post<Comparison>("/api/simulations/compare", body, new(), ct);
}

public sealed record Forecast(DateOnly From, DateOnly To, long Position, string GroupBy, IReadOnlyList<ForecastRow> Totals, IReadOnlyList<ForecastRow> Items);

public sealed record ForecastRow(string? Key, string Currency, long Lines, decimal Retail, decimal Cost, decimal Margin, decimal Debited, DateOnly? RunsDryOn);

public sealed record Comparison(
    ComparedSide Left, ComparedSide Right, bool Equal, int Different, IReadOnlyList<LineDifference> Lines, IReadOnlyList<OwedDifference> Customers, IReadOnlyList<OwedDifference> Totals);

public sealed record ComparedSide(string? RunId, DateOnly Date, long Position);

public sealed record LineDifference(
    string CustomerId, string AssignmentId, string PackageId, string Kind, string Currency, Line? Left, Line? Right, decimal Retail, decimal Cost, Fact? FirstEvent);

public sealed record OwedDifference(string? CustomerId, string Currency, Owed Left, Owed Right, decimal Retail, decimal Cost, decimal Margin);

public sealed record Owed(int Lines, decimal Retail, decimal Cost, decimal Margin);

/// <summary>An event that explains a difference.</summary>
public sealed record Fact(long Position, string Type, DateTimeOffset RecordedAt, string Actor, string? Reason);
