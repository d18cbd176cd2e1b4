using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;

namespace PackageBilling.Host;

/// <summary>
/// How many requests a second a key may make (configuration <c>RateLimit:PerSecond</c>, default
/// <see cref="PerSecond"/>), so that one caller that runs wild leaves room for the others. Pages of the portal are
/// counted by the key that the visitor is signed in with, beside what the portal asks with that key; a caller without a
/// key or a session by its address, which is the one that a trusted proxy names.
/// </summary>
internal static class RateLimits
{
    /// <summary>Above what a busy portal and a switch need together, below what two cores can answer.</summary>
    public const int PerSecond = 1_000;

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var perSecond = configuration.GetValue("RateLimit:PerSecond", PerSecond);
        if (perSecond < 1) throw new InvalidOperationException("RateLimit:PerSecond must be at least 1.");
        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                    ? after : TimeSpan.FromSeconds(1);
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds))
                    .ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                http.Request.Path.StartsWithSegments("/health")
                    ? RateLimitPartition.GetNoLimiter("health")
                    : RateLimitPartition.GetTokenBucketLimiter(Caller(http), _ => new()
                {
                    TokenLimit = perSecond,
                    TokensPerPeriod = Math.Max(1, perSecond / 10),
                    ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond >= 10 ? 100 : 1_000),
                    QueueLimit = 0,
                }));
        });
    }

    private static string Caller(HttpContext http) =>
        http.User.FindFirstValue(ClaimTypes.NameIdentifier)
        ?? (KnowVisitor.KeyOf(http) is { } visitor ? $"portal {visitor}" : Stranger(http.Connection.RemoteIpAddress));

    private static string Stranger(IPAddress? address) =>
        $"address {(address is null ? null : OpenConnections.CallerOf(address))}";
}
