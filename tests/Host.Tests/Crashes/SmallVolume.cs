using System.Diagnostics;
using System.Globalization;

namespace PackageBilling.Host.Tests;

/// <summary>A volume in memory that can be filled to its last byte.</summary>
internal sealed class SmallVolume(string folder) : IAsyncDisposable
{
    private string Ballast => Path.Combine(folder, "ballast");

    /// <summary>Mounts one; null where that is not permitted.</summary>
    public static async Task<SmallVolume?> Mount(string folder, int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return null;
        Directory.CreateDirectory(folder);
        if (await Run("mount", "-t", "tmpfs", "-o",
            string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0755"), "tmpfs", folder))
            return new(folder);
        Directory.Delete(folder);
        return null;
    }

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, 0);
        foreach (var block in (int[])[1 << 20, 1 << 12])
            try
            {
                while (true) file.Write(new byte[block]);
            }
            catch (IOException)
            {
                // That much does not fit any more.
            }
    }

    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", "-l", folder);
        Directory.Delete(folder);
    }

    private static async Task<bool> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
