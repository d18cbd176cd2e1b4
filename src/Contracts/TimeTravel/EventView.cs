namespace PackageBilling.Contracts;

/// <summary>An event as the one behind a difference: what it was, who did it, when and why.</summary>
public sealed record EventView(
    long Position, string Type, string Actor, DateTimeOffset RecordedAt, string? Reason, string? ActorKeyId);
