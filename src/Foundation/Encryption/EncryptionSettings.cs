using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace PackageBilling.Foundation;

/// <summary>
/// Where the key-encryption keys come from: <c>Encryption:Key</c> (base64), <c>Encryption:KeyFile</c>, or else a file
/// that is made at the first start. Keys that were replaced follow the newest one, or are in
/// <c>Encryption:PreviousKeyFile</c>.
/// </summary>
/// <param name="Key">One or more keys, newest first, in base64; null when they are in a file.</param>
/// <param name="KeyFile">The file with the keys, newest first, one on each line; null for the default.</param>
/// <param name="PreviousKeyFile">A file with keys that were replaced; null for none.</param>
/// <param name="DefaultFile">The file that is used, and made when missing, without any setting.</param>
public sealed record EncryptionSettings(string? Key, string? KeyFile, string? PreviousKeyFile, string DefaultFile)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Hint = "A key is 32 random bytes in base64; 'openssl rand -base64 32' makes one.";

    private static readonly char[] Between = ['\r', '\n', '\t', ' ', ','];

    /// <summary>The settings as configured.</summary>
    public static EncryptionSettings Read(IConfiguration configuration, string defaultFile) => new(
        Given(configuration, "Encryption:Key"), Given(configuration, "Encryption:KeyFile"),
        Given(configuration, "Encryption:PreviousKeyFile"), defaultFile);

    /// <summary>Whether the keys are in the default file.</summary>
    public bool UsesDefaultFile => Key is null && KeyFile is null;

    /// <summary>Reads the keys.</summary>
    /// <param name="known">The ids of the keys that the database's data keys are wrapped under; a new key is made only
    /// when there are none.</param>
    /// <exception cref="EncryptionKeyException">A key is malformed, or a file is missing or cannot be
    /// read.</exception>
    public EncryptionKeys Load(IReadOnlyCollection<string> known)
    {
        if (Key is not null && KeyFile is not null)
            throw new EncryptionKeyException("Set either Encryption:Key or Encryption:KeyFile, not both.");
        if (UsesDefaultFile && !File.Exists(DefaultFile))
        {
            if (known.Count > 0)
                throw new EncryptionKeyException(
                    $"The encryption key file '{DefaultFile}' is missing, "
                    + $"and this database has data encrypted under key {string.Join(", ", known)}. "
                    + "Restore the file from its backup, or set Encryption:KeyFile or Encryption:Key.");
            Make(DefaultFile);
        }
        var keys = Key is not null ? Parse(Key, "Encryption:Key") : FromFile(KeyFile ?? DefaultFile);
        return new(PreviousKeyFile is null ? keys : keys.Concat(FromFile(PreviousKeyFile)));
    }

    private static string? Given(IConfiguration configuration, string setting) =>
        configuration[setting] is { Length: > 0 } given ? given : null;

    private static List<byte[]> FromFile(string path)
    {
        try
        {
            var lines = File.ReadAllLines(path).Where(line => !line.TrimStart().StartsWith('#'));
            return Parse(string.Join('\n', lines), $"the file '{path}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EncryptionKeyException($"The encryption key file '{path}' can't be read: {e.Message}", e);
        }
    }

    private static List<byte[]> Parse(string text, string from)
    {
        var keys = new List<byte[]>();
        foreach (var one in text.Split(Between, StringSplitOptions.RemoveEmptyEntries))
        {
            var key = new byte[EncryptionKeys.KeyBytes];
            // The text itself may be a key with a typing error, so no message repeats it.
            if (!Convert.TryFromBase64String(one, key, out var length) || length != key.Length)
                throw new EncryptionKeyException($"Key {keys.Count + 1} of {from} isn't an encryption key. {Hint}");
            keys.Add(key);
        }
        return keys.Count > 0 ? keys : throw new EncryptionKeyException($"There is no key in {from}. {Hint}");
    }

    // Of two nodes that start at once, one makes the file and both use it.
    private static void Make(string path)
    {
        var unfinished = $"{path}.{Environment.ProcessId}";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            File.Delete(unfinished);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(unfinished, options))
            {
                using var writer = new StreamWriter(file, leaveOpen: true);
                writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionKeys.KeyBytes)) + "\n");
                writer.Flush();
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            if (!File.Exists(path))
                throw new EncryptionKeyException(
                    $"The encryption key file '{path}' can't be made: {e.Message} "
                    + $"Set Encryption:KeyFile to a file of your own. {Hint}", e);
        }
    }
}
