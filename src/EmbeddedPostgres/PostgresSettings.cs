using System.Collections.Frozen;
using System.Globalization;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>Settings of a private server. What is not named keeps PostgreSQL's default: fsync, full_page_writes
/// and synchronous_commit stay on.</summary>
public static class PostgresSettings
{
    private const long MiB = 1 << 20;

    /// <summary>
    /// A server of one product on the machine of its host: room for a charge run's bulk writes, and an eighth of the
    /// memory that this process may use for pages, which a run of many customers goes through again and again.
    /// </summary>
    public static IReadOnlyDictionary<string, string> OfOneProduct { get; } = For(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private static FrozenDictionary<string, string> For(long memoryBytes) => new Dictionary<string, string>
    {
        ["max_connections"] = "100",
        ["shared_buffers"] = SharedBuffers(memoryBytes),
        // The operating system's file cache counts too.
        ["effective_cache_size"] = MB(Math.Max(1024 * MiB, memoryBytes / 2)),
        ["work_mem"] = "16MB",
        ["maintenance_work_mem"] = "128MB",
        ["max_wal_size"] = "4GB",
        ["checkpoint_timeout"] = "15min",
        ["checkpoint_completion_target"] = "0.9",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
        ["log_checkpoints"] = "off",
        // A failed bulk statement may have megabytes, and the client logs the error already.
        ["log_min_error_statement"] = "panic",
    }.ToFrozenDictionary();

    /// <summary>The pages kept in memory: an eighth of it, 128 MB at least, which is PostgreSQL's default,
    /// and 4 GB at most.</summary>
    internal static string SharedBuffers(long memoryBytes) => MB(Math.Clamp(memoryBytes / 8, 128 * MiB, 4096 * MiB));

    /// <summary>These settings with some of them replaced or added.</summary>
    public static IReadOnlyDictionary<string, string> With(
        this IReadOnlyDictionary<string, string> settings, params ReadOnlySpan<(string Name, string Value)> others)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var all = settings.ToDictionary();
        foreach (var (name, value) in others)
            all[name] = value;
        return all.ToFrozenDictionary();
    }

    private static string MB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / MiB}MB");

    /// <summary>The server is reached through the loopback address only, whatever else is set.</summary>
    internal static string ToConf(IReadOnlyDictionary<string, string> settings) =>
        "# Written by PackageBilling at each start. Your own settings: ALTER SYSTEM, or a later file in this folder.\n"
        + string.Concat(settings
            .With(("listen_addresses", "127.0.0.1"), ("unix_socket_directories", ""))
            .OrderBy(x => x.Key, StringComparer.Ordinal)
            .Select(x => $"{x.Key} = '{x.Value.Replace("'", "''", StringComparison.Ordinal)}'\n"));
}
