using Npgsql;
using PackageBilling.Billing;
using PackageBilling.CritterStack;
using PackageBilling.EventStore;

namespace PackageBilling.Host;

/// <summary>What keeps the log and spreads the work in this build: Marten and Wolverine.</summary>
internal static class Stack
{
    private static readonly string[] Kinds = [BillingModule.ScheduleKind, BillingModule.ShareKind];

    public static IServiceCollection AddLog(this IServiceCollection services) => services.AddEventStore().AddMartenLog();

    public static IServiceCollection AddSharing(this IServiceCollection services, string name, IReadOnlyCollection<string> refused) =>
        services.AddWolverineNode(name, [.. Kinds.Except(refused)]);

    /// <summary>Makes what only this build needs.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => CritterStackTables.Upgrade(source, Kinds, ct);
}
