namespace PackageBilling.EventStore.Tests;

// The contract of the log, kept by the default adapter.
public sealed class AppendingOnTables() : Appending(LogAdapter.Tables);

public sealed class BulkAppendingOnTables() : BulkAppending(LogAdapter.Tables);

public sealed class MarkingOnTables() : Marking(LogAdapter.Tables);

public sealed class RebuildingOnTables() : Rebuilding(LogAdapter.Tables);

public sealed class HoldingBackOnTables() : HoldingBack(LogAdapter.Tables);

public sealed class SafePositionOnTables() : SafePositionTests(LogAdapter.Tables);

public sealed class SafeUnderInterleavingsOnTables() : SafeUnderInterleavings(LogAdapter.Tables);

public sealed class StandingBackOnTables() : StandingBack(LogAdapter.Tables);

public sealed class SubscribingOnTables() : Subscribing(LogAdapter.Tables);
