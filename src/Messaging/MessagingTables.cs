using Npgsql;

namespace PackageBilling.Messaging;

/// <summary>What nodes that share work need in the database.</summary>
public static class MessagingTables
{
    /// <summary>Makes what is missing. Safe when several nodes do it at once.</summary>
    /// <param name="source">The database.</param>
    /// <param name="kinds">The kinds of work that nodes may offer each other.</param>
    /// <param name="ct">Cancels between steps.</param>
    public static async Task Upgrade(NpgsqlDataSource source, IReadOnlyCollection<string> kinds, CancellationToken ct)
    {
        await WorkTables.Upgrade(source, ct);
        await WolverineTables.Upgrade(source, kinds, ct);
    }
}
