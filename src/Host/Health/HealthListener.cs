using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PackageBilling.Host;

/// <summary>
/// A listener of its own for probes, on an address that callers need not reach: it answers <c>/health</c> and nothing
/// else, and no other connection takes room from it. Health is answered on the other addresses as before.
/// </summary>
internal static class HealthListener
{
    /// <summary>Its address, such as <c>http://127.0.0.1:8081</c>; none unless set.</summary>
    public const string Setting = "Health:Url";

    /// <summary>Its port; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The setting is no such address.</exception>
    public static int? In(IConfiguration configuration) => AddressIn(configuration)?.Port;

    /// <summary>Has the server listen where the configuration says, there unless it does,
    /// and on the listener for probes.</summary>
    public static void Listen(WebApplicationBuilder builder, string unlessSet)
    {
        var own = AddressIn(builder.Configuration);
        if (builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            if (own is not null) builder.WebHost.ConfigureKestrel(server => server.Listen(own));
            return;
        }
        var urls = builder.Configuration["urls"] is { Length: > 0 } given ? given : unlessSet;
        if (own is not null && urls.Split(';')
            .Any(url => Uri.TryCreate(url.Trim(), UriKind.Absolute, out var other) && other.Port == own.Port))
            throw new InvalidOperationException(
                $"{Setting} must have a port of its own, and {own.Port} is in urls too.");
        if (own is not null || urls == unlessSet)
            builder.WebHost.UseUrls([.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries),
                .. own is null ? [] : (string[])[$"http://{own}"]]);
    }

    /// <summary>Keeps everything but health off that listener.</summary>
    public static void UseHealthListener(this WebApplication application)
    {
        if (In(application.Configuration) is not { } port) return;
        application.Use((http, next) =>
        {
            if (http.Connection.LocalPort != port || http.Request.Path.StartsWithSegments("/health")) return next(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    private static IPEndPoint? AddressIn(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } given) return null;
        if (Uri.TryCreate(given, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp
            && url.PathAndQuery == "/" && url.Port > 0)
        {
            var host = url.DnsSafeHost.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                ? "127.0.0.1" : url.DnsSafeHost;
            if (IPAddress.TryParse(host, out var address)) return new(address, url.Port);
        }
        throw new InvalidOperationException($"{Setting} must be an address such as http://127.0.0.1:8081.");
    }
}
