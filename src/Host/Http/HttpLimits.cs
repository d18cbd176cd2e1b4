using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PackageBilling.Host;

/// <summary>What a caller may ask of the HTTP server, with the reasons.</summary>
internal static class HttpLimits
{
    /// <summary>A hundred thousand calls in one array of usage are about 25 MB.</summary>
    public const long BodyBytes = 32 * 1024 * 1024;

    /// <summary>The longest address here is a list with all its filters and a token, below 2 KB.</summary>
    public const int RequestLineBytes = 8 * 1024;

    /// <summary>A key, a reason and an idempotency key; proxies add some of their own.</summary>
    public const int HeaderBytes = 16 * 1024;

    /// <inheritdoc cref="HeaderBytes"/>
    public const int Headers = 60;

    /// <summary>Each waits for one of the database's connections, of which there are some 80; more only wait longer.</summary>
    public const int Connections = 2_000;

    /// <summary>Somebody who sends headers slower than this holds a connection and asks for nothing.</summary>
    public static readonly TimeSpan HeadersArrive = TimeSpan.FromSeconds(15);

    /// <summary>What requests, and parts of runs, may still take once the process was asked to end; below the 30 s that supervisors give.</summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(20);

    /// <summary>An id that a caller gives its request, in characters.</summary>
    public const int RequestId = 128;

    public static void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = BodyBytes;
        server.Limits.MaxRequestLineSize = RequestLineBytes;
        server.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        server.Limits.MaxRequestHeaderCount = Headers;
        server.Limits.MaxConcurrentConnections = Connections;
        server.Limits.RequestHeadersTimeout = HeadersArrive;
    }
}
