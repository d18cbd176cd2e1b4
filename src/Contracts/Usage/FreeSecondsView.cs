namespace PackageBilling.Contracts;

/// <summary>What is free now for a destination, with the windows in the order in which a call would use them.</summary>
public sealed record FreeSecondsView(string Destination, string? Did, long FreeSeconds, IReadOnlyList<FreeUse> Uses);
