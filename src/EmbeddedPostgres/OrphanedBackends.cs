using System.Globalization;
using System.Runtime.InteropServices;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>
/// Processes that a killed server has left behind. Each holds the server's shared memory, and PostgreSQL does not start
/// on a folder as long as one does; one that is busy with a statement notices only at its end that its server is gone.
/// </summary>
internal static class OrphanedBackends
{
    private const int Quit = 3;
    private const int Kill = 9;

    // Where a server's process has put a title, it begins so; the server itself shows its command line.
    private const string Title = "postgres: ";

    private sealed record ServerProcess(int Id, int Parent, string Command);

    /// <summary>
    /// Ends those of a data folder as PostgreSQL itself ends them in an immediate shutdown, or at once. What was
    /// committed is in the journal. Nothing is done to processes whose server lives, nor on systems other than Linux,
    /// where they end by themselves.
    /// </summary>
    /// <returns>Whether there were any.</returns>
    internal static bool End(ServerFiles files, bool atOnce = false)
    {
        if (!OperatingSystem.IsLinux()) return false;
        var processes = Of(files.Data);
        var orphans = Orphans(processes.ConvertAll(process => (process.Id, process.Parent, process.Command)));
        foreach (var id in orphans) _ = Signal(id, atOnce ? Kill : Quit);
        return orphans.Count > 0;
    }

    /// <summary>The processes whose parent is none of the folder's processes, except servers.</summary>
    internal static List<int> Orphans(List<(int Id, int Parent, string Command)> processes)
    {
        var ids = processes.Select(process => process.Id).ToHashSet();
        return [.. processes.Where(process => process.Command.StartsWith(Title, StringComparison.Ordinal)
            && !ids.Contains(process.Parent)).Select(process => process.Id)];
    }

    // A server and all its processes work in its data folder.
    private static List<ServerProcess> Of(string data)
    {
        var found = new List<ServerProcess>();
        data = Resolved(data);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                if (new FileInfo(Path.Combine(folder, "cwd")).LinkTarget != data) continue;
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var state = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (state[0] is "Z" or "X") continue;
                found.Add(new(id, int.Parse(state[1], CultureInfo.InvariantCulture),
                    File.ReadAllText(Path.Combine(folder, "cmdline"))));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or belongs to another user.
            }
        }
        return found;
    }

    // Without links, as the system names the folder that a process works in.
    private static string Resolved(string path)
    {
        var resolved = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(resolved, part);
            resolved = Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target
                ? Resolved(target.FullName) : next;
        }
        return resolved;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
