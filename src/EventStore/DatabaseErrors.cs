using System.Net.Sockets;

namespace PackageBilling.EventStore;

/// <summary>Errors caused by the state of the database, not by the statement that was sent.</summary>
public static class DatabaseErrors
{
    // The class of connection errors in the SQL standard.
    private const string ConnectionClass = "08";

    /// <summary>
    /// Whether the database is unavailable for the moment: it restarts, was killed, or closed its connections. A
    /// statement that was running has been rolled back, unless it was the commit:
    /// only the database knows whether that took effect.
    /// </summary>
    public static bool IsUnavailable(Exception? e) => e switch
    {
        PostgresException refused =>
            refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
                || refused.SqlState.StartsWith(ConnectionClass, StringComparison.Ordinal),
        NpgsqlException lost =>
            lost.InnerException is IOException or SocketException || IsUnavailable(lost.InnerException),
        _ => e?.InnerException is { } inner && IsUnavailable(inner),
    };

    /// <summary>Whether a retry may succeed in a moment, because the database was unavailable,
    /// busy or out of space.</summary>
    public static bool IsPassing(Exception e) =>
        e is NpgsqlException { IsTransient: true } or TimeoutException || IsUnavailable(e);

    /// <summary>What to log beside the message: the exception with its stack trace,
    /// or null when the database is unavailable, since that needs none.</summary>
    public static Exception? Unexpected(Exception e) => IsUnavailable(e) ? null : e;
}
