namespace PackageBilling.Portal;

/// <summary>Packages with search, filter and order, all in the address.</summary>
internal static class ListPackages
{
    public static async Task<IResult> Show(Visit visit, string? search, string? frequency, string? type,
        string? retired, string? sort, CancellationToken ct)
    {
        var (found, more) = await visit.Api.Packages(search, retired == "yes", ct);
        var filter = new PackageFilter(search, frequency, type, retired == "yes", sort);
        return Page.Of<PackagesPage>(new { Filter = filter, Packages = filter.Apply(found), More = more,
            IsNew = found.Count == 0 && filter.IsAll });
    }
}

/// <summary>Which packages are shown, and in what order.</summary>
public sealed record PackageFilter(string? Search, string? Frequency, string? Type, bool Retired, string? Sort)
{
    public bool IsAll => string.IsNullOrEmpty(Search) && string.IsNullOrEmpty(Frequency) && string.IsNullOrEmpty(Type);

    public IReadOnlyList<PackageView> Apply(IEnumerable<PackageView> packages)
    {
        var shown = packages.Where(package => (string.IsNullOrEmpty(Frequency) || package.FrequencyCode == Frequency)
            && (string.IsNullOrEmpty(Type) || Kinds.Code(package.Type) == Type));
        return [.. (Sort ?? "name") switch
        {
            "id" => shown.OrderBy(package => package.PackageId, StringComparer.Ordinal),
            "retail" => shown.OrderBy(package => package.Currency, StringComparer.Ordinal)
                .ThenByDescending(package => package.Retail),
            "cost" => shown.OrderBy(package => package.Currency, StringComparer.Ordinal)
                .ThenByDescending(package => package.Cost),
            _ => shown.OrderBy(package => package.Name, StringComparer.InvariantCultureIgnoreCase),
        }];
    }

    /// <summary>The same list in another order.</summary>
    public string By(string sort) => Addresses.Of(
        PackagePages.Root, ("search", Search), ("frequency", Frequency), ("type", Type),
        ("retired", Retired ? "yes" : null), ("sort", sort));
}
