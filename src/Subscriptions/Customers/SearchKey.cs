namespace PackageBilling.Subscriptions;

/// <summary>What customers are found by in SQL: their texts as <see cref="SearchText"/> folds them.</summary>
internal static class SearchKey
{
    // No folded text has the separator in it, so a search never matches across two of them.
    public static string Of(params IEnumerable<string> texts) => string.Join('\n', texts.Select(SearchText.Fold));

    /// <summary>The pattern of LIKE for texts that have this one in them.</summary>
    public static string Containing(string text) => "%" + Of(text).Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%";
}
