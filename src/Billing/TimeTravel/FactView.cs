namespace PackageBilling.Billing;

internal static class FactViewExtensions
{
    extension(FactView)
    {
        public static FactView Of(StoredEvent stored) => new(
            stored.Position, stored.Type, stored.Metadata.Actor, stored.Metadata.RecordedAt, stored.Metadata.Reason,
            stored.Metadata.KeyId);
    }
}
