using JasperFx.Events;
using Marten;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>Events between the product's form and Marten's.</summary>
internal static class MartenEvents
{
    private const string User = "user", Reason = "reason", KeyId = "keyId";

    /// <summary>An event with its metadata, ready to be appended.</summary>
    public static IEvent Wrap(IDocumentSession session, object fact, EventMetadata metadata)
    {
        var wrapped = session.Events.BuildEvent(fact);
        wrapped.Id = Ids.NewGuid(metadata.RecordedAt);
        wrapped.Timestamp = metadata.RecordedAt;
        wrapped.CorrelationId = metadata.CorrelationId;
        wrapped.CausationId = metadata.CausationId;
        wrapped.SetHeader(User, metadata.Actor);
        if (metadata.Reason is not null) wrapped.SetHeader(Reason, metadata.Reason);
        if (metadata.KeyId is not null) wrapped.SetHeader(KeyId, metadata.KeyId);
        return wrapped;
    }

    /// <exception cref="InvalidOperationException">It was stored under an alias that this version does not know.</exception>
    public static StoredEvent Unwrap(IEvent stored, EventTypes types) => types.TypeOf(stored.EventTypeName) == stored.Data.GetType()
        ? new(stored.Sequence, stored.Id, stored.StreamKey!, stored.Version, stored.EventTypeName, stored.Data,
            new(stored.Timestamp.ToUniversalTime(), stored.GetHeader(User)?.ToString() ?? "", stored.GetHeader(Reason)?.ToString(),
                stored.CorrelationId, stored.CausationId, stored.GetHeader(KeyId)?.ToString()))
        : throw new InvalidOperationException(
            $"The event at position {stored.Sequence} is of type '{stored.EventTypeName}', which is not registered. Start a newer version of the program.");
}
