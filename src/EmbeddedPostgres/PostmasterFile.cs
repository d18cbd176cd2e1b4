using System.Diagnostics;
using System.Globalization;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>What a server writes about itself into its data folder (<c>postmaster.pid</c>).</summary>
internal sealed record PostmasterFile(int ProcessId, int Port)
{
    private const int PortLine = 3;

    /// <summary>Null when there is none, or when it is still being written.</summary>
    internal static PostmasterFile? Read(ServerFiles files)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(files.Postmaster);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        return lines.Length > PortLine
            && int.TryParse(lines[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pid)
            && int.TryParse(lines[PortLine], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? new PostmasterFile(Math.Abs(pid), port)
                : null;
    }

    /// <summary>
    /// False when the process is gone or is another program: after a restart of the machine or the container
    /// a number is given again, and PostgreSQL itself would then refuse to start.
    /// </summary>
    internal bool MayBeAlive()
    {
        if (OperatingSystem.IsLinux())
            return LinuxProcess() is ("postgres" or "postmaster", not ("Z" or "X"));
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName.StartsWith("post", StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // A killed server stays as a zombie where process 1 of a container does not reap.
    private (string Name, string State) LinuxProcess()
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{ProcessId}/stat");
            var end = stat.LastIndexOf(')');
            return (stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end], stat.Substring(end + 2, 1));
        }
        catch (IOException)
        {
            return ("", "");
        }
    }
}
