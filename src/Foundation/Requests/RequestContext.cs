namespace PackageBilling.Foundation;

/// <summary>Who asks, why, and under which idempotency key: one for each request, command line job
/// or scheduled job.</summary>
public sealed class RequestContext
{
    /// <summary>The name of the key, or of the product's own part that acts.</summary>
    public string Actor { get; set; } = Actors.System;

    /// <summary>The id of the key; null for the product itself.</summary>
    public string? KeyId { get; set; }

    /// <summary>
    /// Whose idempotency keys a request's own is one of: a key's id, since a name can be given to another key later.
    /// </summary>
    public string Caller => KeyId ?? Actor;

    /// <summary>Why, in the caller's words.</summary>
    public string? Reason { get; set; }

    /// <summary>The id that ties together all that one request causes.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The caller's key for a repeat of the same command; null when none was given.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>The version that the caller has seen of what is edited; null when it does not matter.</summary>
    public long? IfMatch { get; set; }

    /// <summary>What the events of this request are stored with.</summary>
    public EventMetadata Metadata(DateTimeOffset now) => new(now, Actor, Reason, CorrelationId, IdempotencyKey, KeyId);

    /// <summary>Refuses (412) when the version that the caller read isn't the current one.</summary>
    public void EnsureSeen(long version)
    {
        if (IfMatch is { } expected && expected != version)
            throw new ProblemException(ProblemKind.Changed, "If-Match",
                $"it has changed since: it is at version {version} now; read it again");
    }
}
