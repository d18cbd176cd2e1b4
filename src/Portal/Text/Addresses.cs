using Microsoft.AspNetCore.WebUtilities;

namespace PackageBilling.Portal;

/// <summary>Addresses with what is asked of them.</summary>
internal static class Addresses
{
    /// <summary>A path with those parts of a query that have a value.</summary>
    public static string Of(string path, params IEnumerable<(string Name, string? Value)> query) =>
        QueryHelpers.AddQueryString(path, query
            .Where(part => !string.IsNullOrEmpty(part.Value))
            .Select(part => KeyValuePair.Create(part.Name, part.Value)));
}
