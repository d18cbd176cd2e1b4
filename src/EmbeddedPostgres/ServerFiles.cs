using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>The files of one private server, all in one folder.</summary>
internal sealed record ServerFiles(string Folder)
{
    // PostgreSQL logs little here; one older file is kept for the day after.
    private const long LogBytesKept = 16 * 1024 * 1024;
    private const int LogTailBytes = 4096;
    private const string Unfinished = "data.unfinished-";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal string Data => Path.Combine(Folder, "data");

    // A host that was killed while it made the data may have left initdb running, so its folder is left alone.
    internal string UnfinishedData => Path.Combine(Folder, $"{Unfinished}{Environment.ProcessId}");
    internal string Password => Path.Combine(Folder, "password");
    internal string HostLock => Path.Combine(Folder, "host.lock");
    internal string HostPid => Path.Combine(Folder, "host.pid");
    internal string Log => Path.Combine(Folder, "server.log");
    internal string Postmaster => Path.Combine(Data, "postmaster.pid");

    internal static ServerFiles In(string folder) => new(Path.GetFullPath(folder));

    internal bool HasData => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>The major version of the server that made the data; null without data.</summary>
    internal int? DataVersion => HasData
        ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture)
        : null;

    internal void CreateFolder()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Folder);
            else
            {
                if (Path.GetDirectoryName(Folder) is { } parent)
                    Directory.CreateDirectory(parent);
                Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PostgresUnavailableException($"The database's folder '{Folder}' cannot be made: {e.Message}", e);
        }
    }

    internal void RemoveUnfinishedData()
    {
        foreach (var folder in Directory.EnumerateDirectories(Folder, Unfinished + "*"))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (folder != UnfinishedData)
            {
                // Still being written to; the next one removes it.
            }
        }
    }

    internal void NewPassword()
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        File.Delete(Password);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(Password, options);
        file.Write(Encoding.ASCII.GetBytes(password));
        file.Flush(flushToDisk: true);
    }

    internal string KeptPassword()
    {
        try
        {
            return File.ReadAllText(Password).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PostgresUnavailableException(
                $"There is a database in '{Folder}', but its password cannot be read from '{Password}': {e.Message}",
                e);
        }
    }

    /// <summary>A text that the server must be able to read, even if another user owns it.</summary>
    internal static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    internal void TurnLog()
    {
        if (File.Exists(Log) && new FileInfo(Log).Length > LogBytesKept)
            File.Move(Log, Log + ".1", overwrite: true);
    }

    internal long LogLength => File.Exists(Log) ? new FileInfo(Log).Length : 0;

    internal string LogTail() => $"The end of '{Log}':\n{LogSince(LogLength - LogTailBytes)}";

    internal string LogSince(long position)
    {
        if (!File.Exists(Log))
            return "";
        using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(Math.Max(0, position), SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().TrimEnd();
    }
}
