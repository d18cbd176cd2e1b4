using Npgsql;
using PackageBilling.CritterStack;
using PackageBilling.EventStore;
using PackageBilling.Nodes;

namespace PackageBilling.Host;

/// <summary>What keeps the log and spreads the work in this build: Marten and Quartz.</summary>
internal static class Stack
{
    public static IServiceCollection AddLog(this IServiceCollection services) => services.AddEventStore().AddMartenLog();

    public static IServiceCollection AddSharing(this IServiceCollection services, string name, IReadOnlyCollection<string> refused) =>
        services.AddNodes(name, refused);

    /// <summary>Makes what only this build needs.</summary>
    public static async Task Upgrade(NpgsqlDataSource source, CancellationToken ct)
    {
        await QuartzTables.Upgrade(source, ct);
        await CritterStackTables.Upgrade(source, ct);
    }
}
