using System.Globalization;
using System.Runtime.InteropServices;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>
/// Files that this process was started with, such as a build server's pipes. A server that outlives its host must not
/// keep them open: the reader of such a pipe would wait for its end as long as the server runs.
/// </summary>
internal static class InheritedFiles
{
    private const int StandardError = 2;
    private const int SetFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>.NET's own files are closed in its children anyway;
    /// this does the same for the inherited ones.</summary>
    internal static void KeepFromChildren()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var file in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            var number = int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture);
            if (number > StandardError)
                _ = SetControl(number, SetFlags, CloseOnExec);
        }
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetControl(int file, int command, int value);
}
