using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PackageBilling.Host;

/// <summary>
/// Proxies whose word is taken for whom a request comes from (<c>X-Forwarded-For</c>) and how it came
/// (<c>X-Forwarded-Proto</c>). From anybody else these headers count for nothing: otherwise each caller could choose
/// the address that limits are counted by.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Addresses or networks, separated by commas or spaces; none unless set.</summary>
    public const string Setting = "Proxies:Trusted";

    /// <exception cref="InvalidOperationException">An entry is neither an address nor a network.</exception>
    public static IPNetwork[] In(IConfiguration configuration) => ListSetting.Networks(configuration, Setting);

    public static void UseTrustedProxies(this WebApplication application)
    {
        if (In(application.Configuration) is not { Length: > 0 } networks) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // From the last one back, as far as those that wrote them are trusted.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks) options.KnownIPNetworks.Add(network);
        application.UseForwardedHeaders(options);
    }
}
