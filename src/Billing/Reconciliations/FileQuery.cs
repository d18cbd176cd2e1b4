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
        if (QueryText.Given(source) is { } named && !Identifiers.IsValid(named))
            throw Problem.Malformed("source", Identifiers.Rule);
        if (QueryText.Given(columns) is { } header) ListedFile.CheckHeader(header);
        return new(QueryText.Given(source), Packages(packageIds), QueryText.Given(columns));
    }

    private static string[]? Packages(string? ids)
    {
        if (QueryText.Given(ids) is not { } text) return null;
        string[] given = [.. text.Split(',').Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return given.Length <= ReconciliationLimits.Packages && given.All(Identifiers.IsValid) ? given
            : throw Problem.Malformed(
                "packageIds", $"must be at most {ReconciliationLimits.Packages} ids with commas between");
    }
}
