using System.Diagnostics;
using System.Globalization;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Harness;

/// <summary>Temporary folders that carry their process's number, so that those of a killed process can be removed
/// by the next.</summary>
public static class TestFolders
{
    private const string Prefix = "packagebilling-test-";
    private static int _folders;

    /// <summary>The path of a folder that does not exist yet, where the database's server can get to it.</summary>
    public static string New(string name) => Path.Combine(
        Root(),
        string.Create(CultureInfo.InvariantCulture,
            $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _folders)}-{name}"));

    /// <summary>Removes a folder and all that is in it, as far as that can be done.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            // A private database's key is beside its folder.
            File.Delete(folder + ".encryption-key");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Temporary, and tried again by the next test process.
        }
    }

    internal static async Task RemoveAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(Root(), Prefix + "*"))
        {
            if (IsAlive(Owner(folder)))
                continue;
            try
            {
                if (await PrivatePostgres.DiscardAbandoned(folder))
                    Remove(folder);
            }
            catch (PostgresUnavailableException)
            {
                // Another test process is removing it at this moment, or it is another user's.
            }
        }
    }

    // As root the server runs as somebody else, who cannot enter a temporary folder that is root's own.
    private static string Root()
    {
        var temporary = Path.GetTempPath();
        return !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && !OpenToAll(temporary)
            ? "/tmp" : temporary;
    }

    private static bool OpenToAll(string path)
    {
        if (OperatingSystem.IsWindows())
            return true;
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (!File.GetUnixFileMode(folder.FullName).HasFlag(UnixFileMode.OtherExecute))
                return false;
        }
        return true;
    }

    private static int? Owner(string folder) =>
        int.TryParse(Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], NumberStyles.None,
            CultureInfo.InvariantCulture, out var pid) ? pid : null;

    private static bool IsAlive(int? pid)
    {
        if (pid is null)
            return false;
        try
        {
            using var process = Process.GetProcessById(pid.Value);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
