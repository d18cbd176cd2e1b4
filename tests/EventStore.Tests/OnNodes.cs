namespace PackageBilling.EventStore.Tests;

// What follows the log, on a node of its own and on nodes that share it.
public sealed class RebuildingAlone() : Rebuilding(LogAdapter.Alone);

public sealed class RebuildingOnNodes() : Rebuilding(LogAdapter.Shared);

public sealed class StandingBackAlone() : StandingBack(LogAdapter.Alone);

public sealed class StandingBackOnNodes() : StandingBack(LogAdapter.Shared);

public sealed class SubscribingAlone() : Subscribing(LogAdapter.Alone);

public sealed class SubscribingOnNodes() : Subscribing(LogAdapter.Shared);
