using PackageBilling.CritterStack;

namespace PackageBilling.EventStore.Tests;

// The contract of the log, kept by Marten.
public sealed class AppendingOnMarten() : Appending(Marten.Log);

public sealed class BulkAppendingOnMarten() : BulkAppending(Marten.Log);

public sealed class MarkingOnMarten() : Marking(Marten.Log);

public sealed class RebuildingOnMarten() : Rebuilding(Marten.Log);

public sealed class SafePositionOnMarten() : SafePositionTests(Marten.Log);

public sealed class SafeUnderInterleavingsOnMarten() : SafeUnderInterleavings(Marten.Log);

public sealed class SubscribingOnMarten() : Subscribing(Marten.Log);

internal static class Marten
{
    public static LogAdapter Log { get; } = new(
        services => services.AddMartenLog(),
        source => CritterStackTables.Upgrade(source, CancellationToken.None));
}
