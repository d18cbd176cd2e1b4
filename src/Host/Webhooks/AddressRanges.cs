using System.Net;
using System.Net.Sockets;

namespace PackageBilling.Host;

/// <summary>
/// Addresses that are not on the public internet, by the special-purpose registries of RFC 6890. A request to one of
/// them reaches something inside the carrier's network, or the machine itself,
/// that its owner may not have meant to be reached.
/// </summary>
internal static class AddressRanges
{
    private static readonly (IPNetwork Network, string Meaning)[] Special =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "stands for this machine"),
        (IPNetwork.Parse("10.0.0.0/8"), "is private"),
        (IPNetwork.Parse("100.64.0.0/10"), "is a carrier's own (CGNAT)"),
        (IPNetwork.Parse("127.0.0.0/8"), Loopback),
        (IPNetwork.Parse("169.254.0.0/16"), "is link-local, where clouds keep their metadata"),
        (IPNetwork.Parse("172.16.0.0/12"), "is private"),
        (IPNetwork.Parse("192.0.0.0/24"), "is reserved"),
        (IPNetwork.Parse("192.0.2.0/24"), "is for documentation"),
        (IPNetwork.Parse("192.88.99.0/24"), "is reserved"),
        (IPNetwork.Parse("192.168.0.0/16"), "is private"),
        (IPNetwork.Parse("198.18.0.0/15"), "is for benchmarks"),
        (IPNetwork.Parse("198.51.100.0/24"), "is for documentation"),
        (IPNetwork.Parse("203.0.113.0/24"), "is for documentation"),
        (IPNetwork.Parse("224.0.0.0/4"), "is multicast"),
        (IPNetwork.Parse("240.0.0.0/4"), "is reserved"),
        (IPNetwork.Parse("::1/128"), Loopback),
        // Holds the unspecified address and the former notation of IPv4 addresses.
        (IPNetwork.Parse("::/96"), "is reserved"),
        (IPNetwork.Parse("::ffff:0:0:0/96"), "is translated to IPv4"),
        // Translated to an IPv4 address by a gateway: to any, private ones too.
        (IPNetwork.Parse("64:ff9b::/96"), "is translated to IPv4"),
        (IPNetwork.Parse("64:ff9b:1::/48"), "is translated to IPv4"),
        (IPNetwork.Parse("100::/64"), "is discarded"),
        (IPNetwork.Parse("2001::/23"), "is reserved"),
        (IPNetwork.Parse("2001:db8::/32"), "is for documentation"),
        (IPNetwork.Parse("2002::/16"), "is translated to IPv4"),
        (IPNetwork.Parse("3fff::/20"), "is for documentation"),
        (IPNetwork.Parse("5f00::/16"), "is reserved"),
        (IPNetwork.Parse("fc00::/7"), "is private"),
        (IPNetwork.Parse("fe80::/10"), "is link-local"),
        (IPNetwork.Parse("fec0::/10"), "is private"),
        (IPNetwork.Parse("ff00::/8"), "is multicast"),
    ];

    private const string Loopback = "is this machine's own (loopback)";

    /// <summary>What an address is when it is not on the public internet; null when it is.</summary>
    public static string? MeaningOf(IPAddress address)
    {
        var plain = Plain(address);
        foreach (var (network, meaning) in Special)
            if (network.Contains(plain)) return meaning;
        return null;
    }

    /// <summary>Whether it leads to the machine itself.</summary>
    public static bool IsLoopback(IPAddress address) => MeaningOf(address) == Loopback;

    /// <summary>An IPv4 address that is written as an IPv6 one, as what it is; without a zone.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 }
        ? new IPAddress(address.GetAddressBytes())
        : address;
}
