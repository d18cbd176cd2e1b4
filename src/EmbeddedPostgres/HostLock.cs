using System.Globalization;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>
/// Held by the one live host of a folder. The operating system frees it however the host ends.
/// </summary>
internal sealed class HostLock : IDisposable
{
    // The errors for a lock that is held: sharing violation, or "would block".
    private static readonly int Taken =
        OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11;

    private readonly FileStream _file;

    private HostLock(FileStream file) => _file = file;

    internal static HostLock Take(ServerFiles files) =>
        TryTake(files) ?? throw new PostgresUnavailableException(
            $"Another running host{Holder(files)} uses the database in '{files.Folder}'. Stop that one "
            + "first, give this one another folder, or let both use one PostgreSQL through "
            + "ConnectionStrings:PackageBilling.");

    /// <summary>Whether a live host has the folder. The test doesn't take the lock from a host
    /// that is just starting.</summary>
    internal static bool IsHeld(ServerFiles files)
    {
        if (!File.Exists(files.HostLock)) return false;
        try
        {
            using var file = new FileStream(files.HostLock, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e) when (e.HResult == Taken)
        {
            return true;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PostgresUnavailableException(
                $"The folder '{files.Folder}' belongs to another user: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new PostgresUnavailableException($"The folder '{files.Folder}' cannot be locked: {e.Message}", e);
        }
    }

    internal static HostLock? TryTake(ServerFiles files)
    {
        FileStream file;
        try
        {
            file = new FileStream(files.HostLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PostgresUnavailableException(
                $"The folder '{files.Folder}' belongs to another user: {e.Message}", e);
        }
        catch (IOException e) when (e.HResult == Taken)
        {
            return null;
        }
        catch (IOException e)
        {
            throw new PostgresUnavailableException($"The folder '{files.Folder}' cannot be locked: {e.Message}", e);
        }
        // The lock's own file cannot be read while it is locked, so the holder's name is beside it.
        File.WriteAllText(files.HostPid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new HostLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(ServerFiles files)
    {
        try
        {
            return $" (process {File.ReadAllText(files.HostPid).Trim()})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
