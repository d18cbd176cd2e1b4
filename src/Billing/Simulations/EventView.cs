namespace PackageBilling.Billing.Simulations;

/// <summary>An event as the one behind a difference: what it was, who did it, when and why.</summary>
internal sealed record EventView(long Position, string Type, string Actor, DateTimeOffset RecordedAt, string? Reason, string? ActorKeyId)
{
    public static EventView Of(StoredEvent stored) => new(stored.Position, stored.Type, stored.Metadata.Actor, stored.Metadata.RecordedAt, stored.Metadata.Reason, stored.Metadata.KeyId);
}
