using Npgsql;
using PackageBilling.CritterStack;

namespace PackageBilling.EventStore.Tests;

// The contract of the log, kept by Marten.
public sealed class AppendingOnMarten() : Appending(Marten.Log);

public sealed class BulkAppendingOnMarten() : BulkAppending(Marten.Log);

public sealed class MarkingOnMarten() : Marking(Marten.Log);

public sealed class RebuildingOnMarten() : Rebuilding(Marten.Log);

public sealed class SafePositionOnMarten() : SafePositionTests(Marten.Log);

public sealed class SafeUnderInterleavingsOnMarten() : SafeUnderInterleavings(Marten.Log);

public sealed class StandingBackOnMarten() : StandingBack(Marten.Log);

public sealed class SubscribingOnMarten() : Subscribing(Marten.Log);

// The contract of the subscriptions, on nodes that Wolverine spreads them over.
public sealed class StandingBackOnWolverine() : StandingBack(Marten.Shared);

public sealed class SubscribingOnWolverine() : Subscribing(Marten.Shared);

public sealed class RebuildingOnWolverine() : Rebuilding(Marten.Shared);

internal static class Marten
{
    private static int _nodes;

    public static LogAdapter Log { get; } = new(services => services.AddMartenLog(), Upgrade);

    /// <summary>The same log, on nodes that share the subscriptions.</summary>
    public static LogAdapter Shared { get; } = new(services => services.AddMartenLog().AddWolverineNode($"node-{Interlocked.Increment(ref _nodes)}", []), Upgrade);

    private static Task Upgrade(NpgsqlDataSource source) => CritterStackTables.Upgrade(source, [], CancellationToken.None);
}
