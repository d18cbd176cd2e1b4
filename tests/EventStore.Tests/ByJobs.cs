using PackageBilling.Nodes;

namespace PackageBilling.EventStore.Tests;

// The contract of what spreads work, by the default build's scheduler.
public sealed class SharingByJobs() : Sharing(new((services, name) => services.AddNodes(name), source => QuartzTables.Upgrade(source, CancellationToken.None)));
