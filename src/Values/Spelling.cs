using System.Collections.Frozen;

namespace PackageBilling.Values;

/// <summary>How requests spell types and frequencies. They arrive as text, so that another word is refused
/// with the words there are.</summary>
public static class Spelling
{
    /// <summary>How often something bills.</summary>
    public static readonly FrozenDictionary<string, Frequency> Frequencies = new Dictionary<string, Frequency>
    {
        ["none"] = Frequency.None,
        ["daily"] = Frequency.Daily,
        ["weekly"] = Frequency.Weekly,
        ["monthly"] = Frequency.Monthly,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Where intervals are counted from.</summary>
    public static readonly FrozenDictionary<string, Anchor> Anchors = new Dictionary<string, Anchor>
    {
        ["calendar"] = Anchor.Calendar,
        ["start"] = Anchor.Start,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The parts of a period that are charged in proportion.</summary>
    public static readonly FrozenDictionary<string, Prorate> Prorates = new Dictionary<string, Prorate>
    {
        ["first"] = Prorate.First,
        ["last"] = Prorate.Last,
        ["changes"] = Prorate.Changes,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a request's parts mean together; it has only those that are there.</summary>
    public static Prorate Read(IEnumerable<string?> parts) =>
        parts.Aggregate(Prorate.None, (all, part) => all | Prorates[part!]);

    /// <summary>The parts of a period that are charged in proportion, as requests write them.</summary>
    public static IReadOnlyList<string> Show(Prorate prorate) =>
        [.. Prorates.Where(one => prorate.HasFlag(one.Value)).OrderBy(one => one.Value).Select(one => one.Key)];

    /// <summary>What a package is.</summary>
    public static readonly FrozenDictionary<string, PackageType> Types = new Dictionary<string, PackageType>
    {
        ["standard"] = PackageType.Standard,
        ["freeMinutes"] = PackageType.FreeMinutes,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
