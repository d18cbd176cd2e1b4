using System.Net.Sockets;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Host;

/// <summary>What an operator can do something about, in a sentence. Anything else is a bug and ends
/// with its stack.</summary>
internal static class Failures
{
    /// <summary>Null for a bug.</summary>
    public static string? Explain(Exception e) => e switch
    {
        PostgresUnavailableException or RequestRefusedException => e.Message,
        NpgsqlException or SocketException or TimeoutException => $"The database cannot be used: {e.Message}",
        HttpRequestException or IOException or UnauthorizedAccessException => e.Message,
        // A setting that cannot be read, or tables of a newer version.
        InvalidOperationException or ArgumentException or FormatException => e.Message,
        _ => null,
    };
}
