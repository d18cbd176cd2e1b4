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

    /// <summary>Each waits for one of the database's connections, of which there are some 80;
    /// more only wait longer.</summary>
    public const int Connections = 2_000;

    /// <summary>
    /// Connections from one address (one /64 of IPv6): more than a switch that sends usage in parallel, a proxy or the
    /// portal has under way, and half of all, so that others find room.
    /// <see cref="OpenConnections"/> says what happens to one more.
    /// </summary>
    public const int ConnectionsPerAddress = 1_000;

    /// <summary>
    /// <see cref="OpenConnections"/> closes idle ones before it refuses any; the server's own limit only stands behind
    /// that, with room for those being closed and for probes on a listener of their own.
    /// </summary>
    public const int ConnectionsOfServer = Connections + 500;

    /// <summary>Somebody who sends headers slower than this holds a connection and asks for nothing.</summary>
    public static readonly TimeSpan HeadersArrive = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a connection may stay idle. A little longer than proxies keep theirs (60 to 75 s): the proxy should be
    /// the one who closes, or it sends a request into a connection that is being closed.
    /// </summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(80);

    /// <summary>
    /// The slowest that a body may come, in bytes a second, once it has had <see cref="BodyGrace"/>: a modem manages
    /// it, and the largest body takes nine hours less than at the framework's 240.
    /// </summary>
    public const int BodyBytesPerSecond = 1_000;

    /// <summary>A caller on a bad line may pause so long before its body counts as too slow.</summary>
    public static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The slowest that an answer may be taken, in bytes a second, after <see cref="AnswerGrace"/>: somebody who does
    /// not read holds memory, and with a streamed answer a connection of the database. The framework's own figure: a
    /// reader may be a person's terminal.
    /// </summary>
    public const int AnswerBytesPerSecond = 240;

    /// <inheritdoc cref="AnswerBytesPerSecond"/>
    public static readonly TimeSpan AnswerGrace = TimeSpan.FromSeconds(10);

    /// <summary>How long a node whose database is lost still answers before it ends:
    /// one look of a supervisor's probe.</summary>
    public static readonly TimeSpan LastProbes = TimeSpan.FromSeconds(10);

    /// <summary>What requests, and parts of runs, may still take once the process was asked to end;
    /// below the 30 s that supervisors give.</summary>
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
        server.Limits.MaxConcurrentConnections = ConnectionsOfServer;
        server.Limits.RequestHeadersTimeout = HeadersArrive;
        server.Limits.KeepAliveTimeout = Idle;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecond, BodyGrace);
        server.Limits.MinResponseDataRate = new MinDataRate(AnswerBytesPerSecond, AnswerGrace);
    }
}
