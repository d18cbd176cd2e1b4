using System.Text;

namespace PackageBilling.Subscriptions;

/// <summary>The form in which texts are compared when they are searched: whatever their case,
/// whatever the database's locale.</summary>
internal static class SearchKey
{
    // The separator is refused in names and ids, so a search never matches across two of them.
    public static string Of(params IEnumerable<string> texts) =>
        string.Join('\n', texts).Normalize(NormalizationForm.FormC).ToUpperInvariant();

    /// <summary>The pattern of LIKE for texts that have this one in them.</summary>
    public static string Containing(string text) => "%" + Of(text).Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%";
}
