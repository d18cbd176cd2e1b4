using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>The catalog (api: "Catalog").</summary>
internal sealed partial class BillingApi
{
    /// <summary>Where the interface has no order but that of ids, this many packages are read to be sorted here.</summary>
    public const int MaxPackages = 2_000;

    /// <summary>The packages that a search finds, at most <see cref="MaxPackages"/>; and whether there are more.</summary>
    public async Task<(IReadOnlyList<Package> Packages, bool More)> Packages(string? search, bool retired, CancellationToken ct)
    {
        List<Package> all = [];
        string? after = null;
        do
        {
            var page = await Get<Rows<Package>>(Query("/api/packages", ("search", search), ("includeRetired", retired ? "true" : null), ("limit", "500"), ("after", after)), ct);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && all.Count < MaxPackages);
        return (all, after is not null);
    }

    /// <summary>The first packages that a search finds.</summary>
    public Task<Rows<Package>> SomePackages(string? search, int limit, CancellationToken ct) =>
        Get<Rows<Package>>(Query("/api/packages", ("search", search), Limit(limit)), ct);

    public Task<Seen<Package>> Package(string packageId, DateOnly? on, CancellationToken ct) =>
        GetSeen<Package>(Query($"/api/packages/{Id(packageId)}", ("on", on is { } date ? DateText.Of(date) : null)), ct);

    public Task<Rows<PackageFact>> PackageHistory(string packageId, string? after, CancellationToken ct) =>
        Get<Rows<PackageFact>>(Query($"/api/packages/{Id(packageId)}/history", ("limit", "100"), ("after", after)), ct);

    /// <summary>Who has a package, and how many stand where on a date.</summary>
    public Task<PackageAssignments> PackageAssignments(string packageId, DateOnly on, int limit, string? after, CancellationToken ct) => Get<PackageAssignments>(Query(
        $"/api/packages/{Id(packageId)}/assignments", ("on", DateText.Of(on)), Limit(limit), ("after", after)), ct);

    public async Task<string> DefinePackage(object body, Writing writing, CancellationToken ct) =>
        (await Post<NewPackage>("/api/packages", body, writing, ct)).PackageId;

    public Task<Package> RevisePackage(string packageId, object body, Writing writing, CancellationToken ct) =>
        Write<Package>(HttpMethod.Put, $"/api/packages/{Id(packageId)}", body, writing, ct);

    public Task RetirePackage(string packageId, Writing writing, CancellationToken ct) => Post($"/api/packages/{Id(packageId)}/retire", null, writing, ct);

    public async Task<IReadOnlyList<string>> PlatformFeatures(CancellationToken ct) =>
        [.. (await Get<IReadOnlyList<PlatformFeature>>("/api/platform-features", ct)).Select(feature => feature.Code)];

    private sealed record NewPackage(string PackageId);

    private sealed record PlatformFeature([property: System.Text.Json.Serialization.JsonPropertyName("platformFeature")] string Code);
}

/// <summary>What a package costs and when.</summary>
public record Terms
{
    public string Name { get; init; } = "";
    public string? Description { get; init; }
    public decimal Retail { get; init; }
    public decimal Cost { get; init; }
    public decimal SetupRetail { get; init; }
    public decimal SetupCost { get; init; }
    public int Quantity { get; init; }
    public string Frequency { get; init; } = "";
    public IReadOnlyList<JsonElement> FrequencyMatch { get; init; } = [];
    public IReadOnlyList<string> Destinations { get; init; } = [];
    public decimal? MinimumSpend { get; init; }
    public int? MinimumDays { get; init; }
    public string? PlatformFeature { get; init; }

    /// <summary>The matching days as the interface spells them: mon to sun, or 1 to 31.</summary>
    public IEnumerable<string> Days => FrequencyMatch.Select(day => day.ToString());
}

/// <summary>A package with its terms on a date.</summary>
public sealed record Package : Terms
{
    public string PackageId { get; init; } = "";
    public string Type { get; init; } = "";
    public string Currency { get; init; } = "";
    public bool Retired { get; init; }
    public DateOnly? EffectiveFrom { get; init; }
    public DateOnly? NextEffectiveFrom { get; init; }
    public bool GrantsMinutes => Type == "freeMinutes";
}

/// <summary>One thing that became of a package.</summary>
public sealed record PackageFact(
    long Position, string Event, DateOnly? EffectiveFrom, DateTimeOffset RecordedAt, string Actor, string? Reason, Terms? Terms,
    string? ActorKeyId = null);

/// <summary>Who has a package, counted by where they stand on a date.</summary>
public sealed record PackageAssignments(DateOnly On, AssignmentCounts Counts, IReadOnlyList<Assignment> Items, string? Next);

public sealed record AssignmentCounts(long Active, long Upcoming, long Ended, long Cancelled)
{
    /// <summary>Those that terms from the date on still bear upon.</summary>
    public long Affected => Active + Upcoming;

    public long All => Active + Upcoming + Ended + Cancelled;
}
