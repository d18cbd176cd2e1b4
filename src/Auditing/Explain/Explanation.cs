namespace PackageBilling.Auditing.Explain;

/// <summary>How <see cref="ExplainedStep"/> is made.</summary>
internal static class ExplainedStepExtensions
{
    extension(ExplainedStep)
    {
        public static ExplainedStep Of(string text) => new(text, null);

        public static ExplainedStep Of(StoredEvent stored, string text) => new(text, ExplainedEvent.Of(stored));
    }
}

/// <summary>How <see cref="ExplainedEvent"/> is made.</summary>
internal static class ExplainedEventExtensions
{
    extension(ExplainedEvent)
    {
        public static ExplainedEvent Of(StoredEvent stored) => new(
            stored.Position, stored.Type, stored.StreamId, stored.Metadata.RecordedAt, stored.Metadata.Actor,
            stored.Metadata.Reason, stored.Metadata.CorrelationId, stored.Metadata.KeyId);
    }
}
