using Npgsql;
using PackageBilling.EventStore;
using Quartz;

namespace PackageBilling.Nodes;

/// <summary>The tables of the scheduler, in a schema of their own.</summary>
public static class QuartzTables
{
    /// <summary>What every table's name begins with.</summary>
    internal const string Prefix = "quartz.qrtz_";

    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";

    /// <summary>
    /// Creates them as the referenced version of the library describes them: the version is exact, so the description is too. A newer
    /// one that needs more adds a step.
    /// </summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) =>
        SchemaUpgrade.Apply(source, "quartz", [$"CREATE SCHEMA quartz;\n{Statements()}"], ct);

    private static string Statements()
    {
        using var stream = typeof(IScheduler).Assembly.GetManifestResourceStream(Script)
            ?? throw new InvalidOperationException($"The scheduler's library does not carry {Script}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{0}", Prefix, StringComparison.Ordinal).Replace("{1}", "qrtz_", StringComparison.Ordinal);
    }
}
