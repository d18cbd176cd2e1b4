using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>What this build needs in the database beside the product's tables.</summary>
public static class CritterStackTables
{
    /// <summary>Makes what is missing; changes nothing of what the default build uses. Safe when several nodes do it at once.</summary>
    public static async Task Upgrade(NpgsqlDataSource source, CancellationToken ct)
    {
        await WorkTables.Upgrade(source, ct);
        // Marten's functions do not depend on which types are registered, but on whether any is.
        await using var store = MartenStore.Open(source, new EventTypes().Add(typeof(Any)));
        await MartenFunctions.Upgrade(source, store, ct);
    }

    private sealed record Any;
}
