namespace PackageBilling.EmbeddedPostgres;

/// <summary>Where systems keep PostgreSQL's programs: PATH first, then what each packager does.</summary>
internal static class BinaryPlaces
{
    internal static IReadOnlyList<string> All() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. OperatingSystem.IsWindows() ? Windows() : OperatingSystem.IsMacOS() ? MacOs() : Linux(),
    ];

    private static IEnumerable<string> Linux() =>
    [
        .. Matches("/usr/lib/postgresql", "*", "bin"),    // Debian, Ubuntu
        // The PostgreSQL project's own packages for Fedora and related systems.
        .. Matches("/usr", "pgsql-*", "bin"),
        .. Matches("/usr/libexec", "postgresql*", ""),    // Alpine
        .. Matches("/usr/libexec", "postgresql*", "bin"),
        "/usr/local/pgsql/bin",
    ];

    private static IEnumerable<string> MacOs() =>
    [
        .. Matches("/opt/homebrew/opt", "postgresql*", "bin"),
        .. Matches("/usr/local/opt", "postgresql*", "bin"),
        .. Matches("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
        .. Matches("/Library/PostgreSQL", "*", "bin"),
    ];

    private static IEnumerable<string> Windows() =>
        Matches(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"),
            "*", "bin");

    private static IEnumerable<string> Matches(string parent, string pattern, string child) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).Order(StringComparer.Ordinal)
                .Select(x => Path.Combine(x, child))
            : [];
}
