namespace PackageBilling.EmbeddedPostgres;

/// <summary>Where a host keeps its database by default: one place per user.</summary>
public static class DefaultDataFolder
{
    /// <summary>
    /// <c>/var/lib/packagebilling/postgres</c> as root, since the server then runs as another user; else under the
    /// user's own data folder (<c>XDG_DATA_HOME</c>, <c>~/.local/share</c>, <c>~/Library/Application Support</c>,
    /// <c>%LOCALAPPDATA%</c>).
    /// </summary>
    public static string Find() =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
            ? "/var/lib/packagebilling/postgres"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify), "packagebilling", "postgres");
}
