namespace PackageBilling.Billing.Runs;

/// <summary>A run is not in the state any more in which a part of it was begun: it was paused,
/// resumed or ended.</summary>
internal sealed class RunMovedOnException(string runId) : Exception($"Run {runId} has moved on.");
