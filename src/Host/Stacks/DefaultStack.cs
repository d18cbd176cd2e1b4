using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Nodes;

namespace PackageBilling.Host;

/// <summary>What keeps the log and spreads the work in this build: the product's own adapter and Quartz.</summary>
internal static class Stack
{
    public static IServiceCollection AddLog(this IServiceCollection services) => services.AddEventStore();

    public static IServiceCollection AddSharing(this IServiceCollection services, string name, IReadOnlyCollection<string> refused) =>
        services.AddNodes(name, refused);

    /// <summary>Makes the tables that only this build needs.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => QuartzTables.Upgrade(source, ct);
}
