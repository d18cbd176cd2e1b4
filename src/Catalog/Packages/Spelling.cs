using System.Collections.Frozen;

namespace PackageBilling.Catalog;

/// <summary>How requests spell types and frequencies. They arrive as text, so that another word is refused with the words there are.</summary>
internal static class Spelling
{
    public static readonly FrozenDictionary<string, Frequency> Frequencies = new Dictionary<string, Frequency>
    {
        ["none"] = Frequency.None,
        ["daily"] = Frequency.Daily,
        ["weekly"] = Frequency.Weekly,
        ["monthly"] = Frequency.Monthly,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, PackageType> Types = new Dictionary<string, PackageType>
    {
        ["standard"] = PackageType.Standard,
        ["freeMinutes"] = PackageType.FreeMinutes,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
