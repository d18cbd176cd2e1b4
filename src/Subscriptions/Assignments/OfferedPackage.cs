namespace PackageBilling.Subscriptions;

/// <summary>What an assignment needs to know of its package, by the terms in effect on its start date.</summary>
internal sealed record OfferedPackage(
    string PackageId, PackageType Type, string Currency, bool IsRetired, int Quantity, int? MinimumDays)
{
    /// <summary>The first last day that the package allows; the start itself when it has no minimum.</summary>
    public DateOnly EarliestEnd(DateOnly start) => start.AddDays((MinimumDays ?? 1) - 1);
}

/// <summary>
/// The packages that this module knows from Catalog's facts. A package that is retired at the very moment of an
/// assignment may still be assigned: the two are facts of different streams, and neither waits for the other.
/// </summary>
internal sealed class OfferedPackages(NpgsqlDataSource source, ReadBarrier barrier)
{
    private const string Sql = $"""
        SELECT p.package_id, p.type, p.currency, p.retired, r.quantity, r.minimum_days
        FROM subscriptions.packages p
        CROSS JOIN LATERAL (
            SELECT quantity, minimum_days FROM subscriptions.package_revisions
            WHERE package_id = p.package_id AND effective_from <= $2
            {InEffect.NewestFirst}) r
        WHERE p.package_id = $1
        """;

    /// <summary>A package by its terms on a date; null when there is none with that id.</summary>
    public async Task<OfferedPackage?> Find(string packageId, DateOnly on, CancellationToken ct)
    {
        await barrier.Cover(SubscriptionsProjection.ProjectionName, ct);
        await using var command = source.CreateCommand(Sql);
        command.Parameters.AddValues(packageId, on);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new(row.GetString(0), Enum.Parse<PackageType>(row.GetString(1)), row.GetString(2), row.GetBoolean(3),
                row.GetInt32(4), row.IsDBNull(5) ? null : row.GetInt32(5))
            : null;
    }

    /// <summary>All packages, for those who need many.</summary>
    /// <param name="unwritten">Packages that only a dry run has defined.</param>
    /// <param name="patience">How long to wait for those of the log.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<OfferedCatalog> All(
        IEnumerable<PackageDefined> unwritten, TimeSpan patience, CancellationToken ct)
    {
        await barrier.Cover(SubscriptionsProjection.ProjectionName, patience, ct);
        var terms = new List<OfferedTerms>();
        await using var command = source.CreateCommand("""
            SELECT p.package_id, p.type, p.currency, p.retired, r.quantity, r.minimum_days, r.effective_from, r.name
            FROM subscriptions.packages p JOIN subscriptions.package_revisions r ON r.package_id = p.package_id
            ORDER BY p.package_id, r.effective_from, r.position
            """);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            terms.Add(new(
                new(row.GetString(0), Enum.Parse<PackageType>(row.GetString(1)), row.GetString(2), row.GetBoolean(3),
                    row.GetInt32(4), row.IsDBNull(5) ? null : row.GetInt32(5)),
                row.GetFieldValue<DateOnly>(6), row.GetString(7)));
        foreach (var defined in unwritten)
            terms.Add(new(
                new(defined.PackageId, defined.Type, defined.Currency, false, defined.Terms.Quantity,
                    defined.Terms.MinimumDays), DateOnly.MinValue, defined.Terms.Name));
        return new(terms);
    }
}

/// <summary>A package by one revision of its terms.</summary>
internal sealed record OfferedTerms(OfferedPackage Package, DateOnly EffectiveFrom, string Name);

/// <summary>All packages at one moment.</summary>
/// <param name="all">Of each package its terms in the order in which they take effect.</param>
internal sealed class OfferedCatalog(IReadOnlyList<OfferedTerms> all)
{
    private readonly ILookup<string, OfferedTerms> _byId = all.ToLookup(
        terms => terms.Package.PackageId, StringComparer.Ordinal);
    private readonly ILookup<string, string> _byName =
        all.Where(terms => !terms.Package.IsRetired).ToLookup(
            terms => NameKey.Of(terms.Name), terms => terms.Package.PackageId, StringComparer.Ordinal);

    /// <summary>A package by its terms on a date; null when there is none with that id.</summary>
    public OfferedPackage? Find(string packageId, DateOnly on) =>
        _byId[packageId].LastOrDefault(terms => terms.EffectiveFrom <= on)?.Package;

    /// <summary>The id of the package that has a name and is not retired; null when there is none.</summary>
    public string? Named(string name) => _byName[NameKey.Of(name)].FirstOrDefault();
}
