using JasperFx.Events;
using Marten;

namespace PackageBilling.EventStore;

/// <summary>Events between the product's form and Marten's.</summary>
internal static class MartenEvents
{
    private const string User = "user", Reason = "reason", KeyId = "keyId";

    /// <summary>An event with its metadata, ready to be appended.</summary>
    public static IEvent Wrap(IDocumentSession session, object data, EventMetadata metadata)
    {
        var wrapped = session.Events.BuildEvent(data);
        wrapped.Id = Ids.NewGuid(metadata.RecordedAt);
        wrapped.Timestamp = metadata.RecordedAt;
        wrapped.CorrelationId = metadata.CorrelationId;
        wrapped.CausationId = metadata.CausationId;
        wrapped.SetHeader(User, metadata.Actor);
        if (metadata.Reason is not null) wrapped.SetHeader(Reason, metadata.Reason);
        if (metadata.KeyId is not null) wrapped.SetHeader(KeyId, metadata.KeyId);
        return wrapped;
    }

    /// <summary>An event as the rest of the product sees it.</summary>
    public static StoredEvent Unwrap(IEvent stored) => new(
        stored.Sequence, stored.Id, stored.StreamKey!, stored.Version, stored.EventTypeName, stored.Data,
        new(stored.Timestamp.ToUniversalTime(), stored.GetHeader(User)?.ToString() ?? "",
            stored.GetHeader(Reason)?.ToString(),
            stored.CorrelationId, stored.CausationId, stored.GetHeader(KeyId)?.ToString()));
}
