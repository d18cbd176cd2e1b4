namespace PackageBilling.Billing.Reconciliations;

/// <summary>What a request says about its file, whatever it is compared with.</summary>
/// <param name="Source">The switch or supplier that it is from; null for none.</param>
/// <param name="PackageIds">Only these packages, in ordinal order; null for all.</param>
/// <param name="Columns">The names of the columns when the file has no header; null when it has one.</param>
internal sealed record FileQuery(string? Source, IReadOnlyList<string>? PackageIds, string? Columns)
{
    /// <summary>Reads it as sent.</summary>
    /// <exception cref="ProblemException">A part of it is not what it should be.</exception>
    public static FileQuery Read(string? source, string? packageIds, string? columns)
    {
        if (Given(source) is { } named && !Identifiers.IsValid(named))
            throw Problem.Malformed("source", "must be 1 to 64 letters, digits, '.', '_' or '-'");
        if (Given(columns) is { } header) ListedFile.CheckHeader(header);
        return new(Given(source), Packages(packageIds), Given(columns));
    }

    /// <summary>A value that was sent; null for an empty one.</summary>
    public static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string[]? Packages(string? ids)
    {
        if (Given(ids) is not { } text) return null;
        string[] given = [.. text.Split(',').Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return given.Length <= ReconciliationLimits.Packages && given.All(Identifiers.IsValid) ? given
            : throw Problem.Malformed(
                "packageIds", $"must be at most {ReconciliationLimits.Packages} ids with commas between");
    }
}
