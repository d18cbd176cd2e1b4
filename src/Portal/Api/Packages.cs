namespace PackageBilling.Portal;

/// <summary>The catalog (api: "Catalog").</summary>
internal sealed partial class BillingApi
{
    /// <summary>Where the interface has no order but that of ids, this many packages are read
    /// to be sorted here.</summary>
    public const int MaxPackages = 2_000;

    /// <summary>The packages that a search finds, at most <see cref="MaxPackages"/>;
    /// and whether there are more.</summary>
    public async Task<(IReadOnlyList<PackageView> Packages, bool More)> Packages(
        string? search, bool retired, CancellationToken ct)
    {
        List<PackageView> all = [];
        string? after = null;
        do
        {
            var page = await Get<Page<PackageView>>("/api/packages", ct, ("search", search),
                ("includeRetired", retired ? "true" : null), ("limit", "500"), ("after", after));
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && all.Count < MaxPackages);
        return (all, after is not null);
    }

    /// <summary>The first packages that a search finds.</summary>
    public Task<Page<PackageView>> SomePackages(string? search, int limit, CancellationToken ct) =>
        Get<Page<PackageView>>("/api/packages", ct, ("search", search), Limit(limit));

    public Task<Seen<PackageView>> Package(string packageId, DateOnly? on, CancellationToken ct) =>
        GetSeen<PackageView>($"/api/packages/{Id(packageId)}", ct, ("on", on is { } date ? Dates.Text(date) : null));

    public Task<Page<PackageHistoryEntry>> PackageHistory(string packageId, string? after, CancellationToken ct) =>
        Get<Page<PackageHistoryEntry>>($"/api/packages/{Id(packageId)}/history", ct, ("limit", "100"),
            ("after", after));

    /// <summary>Who has a package, and how many stand where on a date.</summary>
    public Task<PackageAssignments> PackageAssignments(string packageId, DateOnly on, int limit, string? after,
        CancellationToken ct) =>
        Get<PackageAssignments>($"/api/packages/{Id(packageId)}/assignments", ct, ("on", Dates.Text(on)), Limit(limit),
            ("after", after));

    public async Task<string> DefinePackage(object body, Writing writing, CancellationToken ct) =>
        (await Post<PackageCreated>("/api/packages", body, writing, ct)).PackageId;

    public Task<PackageView> RevisePackage(string packageId, object body, Writing writing, CancellationToken ct) =>
        Write<PackageView>(HttpMethod.Put, $"/api/packages/{Id(packageId)}", body, writing, ct);

    /// <summary>New prices for many packages; simulated unless the body says otherwise.</summary>
    public Task<RepriceReport> Reprice(object body, Writing writing, CancellationToken ct) =>
        Post<RepriceReport>("/api/packages/reprice", body, writing, ct);

    public Task RetirePackage(string packageId, Writing writing, CancellationToken ct) =>
        Post($"/api/packages/{Id(packageId)}/retire", null, writing, ct);

    public async Task<IReadOnlyList<string>> PlatformFeatures(CancellationToken ct) =>
    [
        .. (await Get<IReadOnlyList<ConfiguredFeature>>("/api/platform-features", ct))
            .Select(feature => feature.PlatformFeature),
    ];
}
