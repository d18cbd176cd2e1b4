namespace PackageBilling.Auditing.Explain;

internal static class ExplainedStepExtensions
{
    extension(ExplainedStep)
    {
        public static ExplainedStep Of(string text) => new(text, null);

        public static ExplainedStep Of(StoredEvent stored, string text) => new(text, new(
            stored.Position, stored.Type, stored.StreamId, stored.Metadata.RecordedAt, stored.Metadata.Actor,
            stored.Metadata.Reason, stored.Metadata.CorrelationId, stored.Metadata.KeyId));
    }
}
