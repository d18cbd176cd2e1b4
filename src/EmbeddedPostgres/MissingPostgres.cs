namespace PackageBilling.EmbeddedPostgres;

/// <summary>The message for the operator when PostgreSQL's programs aren't found.</summary>
internal static class MissingPostgres
{
    internal static string Message(IReadOnlyCollection<int> tooOld) =>
        $"""
        PostgreSQL {PostgresBinaries.OldestVersion} or newer is needed and was not found{Only(tooOld)}.
        To get it:
          Debian, Ubuntu:  sudo apt-get install postgresql
          Fedora:          sudo dnf install postgresql-server
          Alpine:          sudo apk add postgresql
          macOS:           brew install postgresql@17
          Windows:         winget install PostgreSQL.PostgreSQL.17
        Or use a server that runs already: set ConnectionStrings__PackageBilling
        to "Host=...;Database=...;Username=...;Password=...".
        """;

    internal static string ForData(ServerFiles files, int made, IReadOnlyCollection<int> found) =>
        $"The database in '{files.Folder}' was made by PostgreSQL {made}, whose programs were not found{Only(found)}. "
        + $"Install PostgreSQL {made}, or bring the data to a newer version with pg_upgrade.";

    private static string Only(IReadOnlyCollection<int> versions) =>
        versions.Count == 0 ? "" : $" (only version {string.Join(", ", versions.Distinct().Order())})";
}
