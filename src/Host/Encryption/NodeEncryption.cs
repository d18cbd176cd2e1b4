using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Host;

/// <summary>The key-encryption keys that a node starts with, checked against its database.</summary>
internal static class NodeEncryption
{
    private const string Suffix = ".encryption-key";

    /// <summary>Reads the keys, makes one at the very first start, and admits them to the database.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="source">The database, whose tables are there.</param>
    /// <param name="dataFolder">The folder of the private PostgreSQL; null when the database is somebody
    /// else's.</param>
    /// <param name="say">Told when the keys are in a file that other nodes need too.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="EncryptionKeyException">A key is missing, wrong, or cannot be read.</exception>
    public static async Task<EncryptionKeys> Open(
        IConfiguration configuration, NpgsqlDataSource source, string? dataFolder,
        Action<string> say, CancellationToken ct)
    {
        // Beside the database's folder and not in it: a copy of the folder alone is of no use to a thief.
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder ?? DefaultDataFolder.Find()));
        var settings = EncryptionSettings.Read(configuration, folder + Suffix);
        var keys = settings.Load(await EncryptionTables.Known(source, ct));
        await EncryptionTables.Admit(source, keys, ct);
        if (dataFolder is null && settings.UsesDefaultFile)
            say($"Warning: the encryption key is in '{settings.DefaultFile}'. Every node on this database "
                + "needs the same file (Encryption:KeyFile). Keep a backup of it apart from the database.");
        return keys;
    }
}
