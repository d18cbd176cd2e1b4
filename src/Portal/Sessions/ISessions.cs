namespace PackageBilling.Portal;

/// <summary>
/// Where the host keeps sessions: on the server, so that one that was ended is over for whoever has its cookie. An id
/// is random, is in the visitor's cookie only, and says nothing about the session.
/// </summary>
public interface ISessions
{
    /// <summary>Begins a session of a visitor who has shown a key, and gives it an id.</summary>
    Task<string> Begin(Session session, CancellationToken ct);

    /// <summary>
    /// The session with this id; null when there is none, or it has ended, or its key is revoked or expired.
    /// </summary>
    Task<Session?> Find(string id, CancellationToken ct);

    /// <summary>Ends a session. One that has ended stays so.</summary>
    Task End(string id, CancellationToken ct);
}
