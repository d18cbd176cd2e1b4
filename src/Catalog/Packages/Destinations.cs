using System.Text.Json;
using System.Text.RegularExpressions;

namespace PackageBilling.Catalog;

/// <summary>
/// The destinations that free minutes cover, as requests write them (domain: "The package"): prefixes of digits as a
/// list, <c>["44","91"]</c>, or in the notation of other switches, <c>^44|^91</c>, or a list of that. They all mean the
/// same and are shown as prefixes. No destination begins with 0, so a prefix that does is a mistake and refused.
/// </summary>
internal static partial class Destinations
{
    /// <summary>The most prefixes of one package: more than there are dialling codes of countries
    /// and their mobile networks.</summary>
    public const int Max = 2_000;

    private const int Shown = 40;

    /// <summary>What is wrong with the prefixes; null when nothing is.</summary>
    public static string? Fault(JsonElement? given)
    {
        if (given is not { } some) return null;
        if (some.ValueKind is not (JsonValueKind.String or JsonValueKind.Array)
            || Texts(some).Any(text => text is null))
            return "must be an array of prefixes such as [\"44\",\"91\"], or a text such as \"^44|^91\"";
        var written = Written(some).ToList();
        return written.Find(prefix => !Prefix().IsMatch(prefix)) is { } wrong
            ? $"“{(wrong.Length <= Shown ? wrong : $"{wrong[..Shown]}…")}” isn't a prefix: use 1 to 15 digits that "
                + "don't begin with 0, such as 44 or ^44, with | between them; no other pattern is known"
            : written.Count > Max ? $"must be at most {Max} prefixes" : null;
    }

    /// <summary>The prefixes, each once, in ordinal order. They have no <see cref="Fault"/>.</summary>
    public static IReadOnlyList<string> Prefixes(JsonElement? given) =>
        given is not { } some ? [] : [.. Written(some).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Written(JsonElement given) =>
        Texts(given).SelectMany(text => text!.Split('|')).Select(Bare);

    private static IEnumerable<string?> Texts(JsonElement given) => given.ValueKind == JsonValueKind.String
        ? [given.GetString()]
        : given.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : null);

    private static string Bare(string prefix) => prefix.Trim(' ') is ['^', .. var digits] ? digits : prefix.Trim(' ');

    [GeneratedRegex(@"\A[1-9][0-9]{0,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
