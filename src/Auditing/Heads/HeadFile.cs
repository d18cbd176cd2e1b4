using System.Globalization;
using System.Text.Json;

namespace PackageBilling.Auditing.Heads;

/// <summary>The last head that a host saw, as its file has it.</summary>
/// <param name="Head">The text of the head.</param>
/// <param name="SeenAt">When the host saw it first.</param>
/// <param name="Signature">Its signature, when heads are signed.</param>
internal sealed record KeptHead(string Head, DateTimeOffset SeenAt, string? Signature);

/// <summary>
/// A file outside the database with the last head of one database. It is replaced as a whole, so it is never
/// half-written.
/// </summary>
internal sealed class HeadFile(string path)
{
    /// <summary>What is in it; null when there is none.</summary>
    /// <exception cref="HeadFileException">It cannot be read.</exception>
    public KeptHead? Read()
    {
        try
        {
            var kept = File.Exists(path)
                ? JsonSerializer.Deserialize<KeptHead>(File.ReadAllBytes(path), EventJson.Options)
                : null;
            if (kept is { Head: null or "" }) throw new HeadFileException($"{path} has no head.");
            if (kept is not null) ChainHead.Parse(kept.Head);
            return kept;
        }
        catch (Exception e) when (e is JsonException or Foundation.ProblemException)
        {
            throw new HeadFileException($"{path} is not the file of a head.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HeadFileException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Replaces it, unless another process is doing so.</summary>
    /// <param name="next">What is to be in it, of what is there now; null to leave it.</param>
    /// <exception cref="HeadFileException">It cannot be written.</exception>
    public void Replace(Func<KeptHead?, KeptHead?> next)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var turn = TryLock();
            if (turn is null || next(Read()) is not { } kept) return;
            var written = path + ".new";
            using (var file = new FileStream(written, FileMode.Create, FileAccess.Write))
            {
                file.Write(JsonSerializer.SerializeToUtf8Bytes(kept, EventJson.Options));
                file.Flush(flushToDisk: true);
            }
            File.Move(written, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HeadFileException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Keeps it under another name, as evidence.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="HeadFileException">It cannot be renamed.</exception>
    public string SetAside(DateTimeOffset now)
    {
        try
        {
            var aside = $"{path}.{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}";
            File.Move(path, aside, overwrite: false);
            return aside;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HeadFileException($"{path} cannot be renamed: {e.Message}", e);
        }
    }

    // Several hosts on one machine may keep the head of one database; each writes only a head that is newer than what
    // it finds.
    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException) when (File.Exists(path + ".lock"))
        {
            return null;
        }
    }
}

/// <summary>The file of a head cannot be used; the message says why.</summary>
internal sealed class HeadFileException(string message, Exception? inner = null) : Exception(message, inner);
