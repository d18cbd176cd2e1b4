namespace PackageBilling.Foundation;

/// <summary>Mapping files that come with the product, for files that other systems export.</summary>
public static class FilePresets
{
    private const string Prefix = "FilePresets.", Suffix = ".json";

    /// <summary>The names.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        .. typeof(FilePresets).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The mapping file of a preset.</summary>
    /// <exception cref="ProblemException">There is no such preset.</exception>
    public static byte[] Json(string name)
    {
        Check(name);
        using var json = typeof(FilePresets).Assembly.GetManifestResourceStream($"{Prefix}{name}{Suffix}")!;
        var bytes = new byte[json.Length];
        json.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Refuses a name that no preset has.</summary>
    public static void Check(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
            throw Problem.Malformed("preset", $"must be one of {string.Join(", ", Names)}");
    }
}
