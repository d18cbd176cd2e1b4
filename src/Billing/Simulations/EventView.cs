namespace PackageBilling.Billing.Simulations;

internal static class EventViewExtensions
{
    extension(EventView)
    {
        public static EventView Of(StoredEvent stored) => new(
            stored.Position, stored.Type, stored.Metadata.Actor, stored.Metadata.RecordedAt, stored.Metadata.Reason,
            stored.Metadata.KeyId);
    }
}
