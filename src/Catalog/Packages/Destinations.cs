using System.Text.Json;
using System.Text.RegularExpressions;

namespace PackageBilling.Catalog;

/// <summary>
/// The destinations that free minutes cover, as requests write them: <c>["44","91"]</c>, or the notation <c>^44|^91</c> that
/// means the same (domain: "The package"). No destination begins with 0, so a prefix that does is a mistake and refused.
/// </summary>
internal static partial class Destinations
{
    /// <summary>The most prefixes of one package: more than there are dialling codes of countries and their mobile networks.</summary>
    public const int Max = 2_000;

    /// <summary>What is wrong with the prefixes; null when nothing is.</summary>
    public static string? Fault(JsonElement? given) => given switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } notation when !Notation().IsMatch(notation.GetString()!) =>
            "must be prefixes of digits such as [\"44\",\"91\"], or the same as ^44|^91; no other pattern is known",
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().Any(prefix => !IsPrefix(prefix)) =>
            "must be prefixes of 1 to 15 digits that do not begin with 0, such as [\"44\",\"91\"]",
        { ValueKind: not (JsonValueKind.Array or JsonValueKind.String) } => "must be an array of prefixes such as [\"44\",\"91\"]",
        { } some => Written(some).Count() > Max ? $"must be at most {Max} prefixes" : null,
    };

    /// <summary>The prefixes, each once, in ordinal order. They have no <see cref="Fault"/>.</summary>
    public static IReadOnlyList<string> Prefixes(JsonElement? given) =>
        given is not { } some ? [] : [.. Written(some).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Written(JsonElement given) => given.ValueKind == JsonValueKind.String
        ? given.GetString()!.Split('|').Select(prefix => prefix[1..])
        : given.EnumerateArray().Select(prefix => prefix.GetString()!);

    private static bool IsPrefix(JsonElement element) => element.ValueKind == JsonValueKind.String && Prefix().IsMatch(element.GetString()!);

    [GeneratedRegex(@"\A[1-9][0-9]{0,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\A\^[1-9][0-9]{0,14}(\|\^[1-9][0-9]{0,14})*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Notation();
}
