using System.Net.Sockets;

namespace PackageBilling.EventStore;

/// <summary>Errors that say something about the database and nothing about what was asked of it.</summary>
public static class DatabaseErrors
{
    // The standard's class for errors of a connection.
    private const string ConnectionClass = "08";

    /// <summary>
    /// Whether the database is gone for the moment: it restarts, has been killed, or its connections have been ended. A
    /// statement that was under way has been undone, unless it was the commit, of which only the database knows.
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

    /// <summary>Whether the same may succeed when it is tried again in a moment, because the database was gone,
    /// busy or short of room.</summary>
    public static bool IsPassing(Exception e) =>
        e is NpgsqlException { IsTransient: true } or TimeoutException || IsUnavailable(e);

    /// <summary>What to log of an error beside its message: the error with its stack,
    /// or null when the database is gone, which needs none.</summary>
    public static Exception? Unexpected(Exception e) => IsUnavailable(e) ? null : e;
}
