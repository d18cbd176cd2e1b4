using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>What this build needs in the database beside the product's tables.</summary>
public static class CritterStackTables
{
    /// <summary>Makes what is missing; changes nothing of what the default build uses. Safe when several nodes do it at once.</summary>
    /// <param name="source">The database.</param>
    /// <param name="kinds">The kinds of work that nodes may offer each other.</param>
    /// <param name="ct">Cancels between steps.</param>
    public static async Task Upgrade(NpgsqlDataSource source, IReadOnlyCollection<string> kinds, CancellationToken ct)
    {
        await WorkTables.Upgrade(source, ct);
        await WolverineTables.Upgrade(source, kinds, ct);
        // Marten's functions do not depend on which types are registered, but on whether any is.
        await using var store = MartenStore.Open(source, new EventTypes().Add(typeof(Any)));
        await MartenFunctions.Upgrade(source, store, ct);
    }

    private sealed record Any;
}
