using System.Net;
using System.Net.Sockets;

namespace PackageBilling.Host;

/// <summary>
/// Where webhooks may lead. Only to the public internet by default; a name is judged by the addresses it has when a
/// connection is made, and the connection goes to the very address that was judged.
/// </summary>
internal sealed class WebhookEgress
{
    /// <summary>Names of hosts, separated by commas or spaces; with any, only these may be told.
    /// <c>*.example.com</c> stands for all below.</summary>
    public const string AllowedHostsSetting = "Webhooks:AllowedHosts";

    /// <summary>Networks such as <c>10.1.0.0/16</c> that may be told although they are not on
    /// the public internet.</summary>
    public const string AllowedNetworksSetting = "Webhooks:AllowedNetworks";

    /// <summary>
    /// Whether the machine's own addresses may be told. Unless it is set, those of the family (127.0.0.0/8 or ::1) that
    /// the host itself serves on may, provided that it serves on loopback only: then it is on a developer's machine.
    /// </summary>
    public const string AllowLoopbackSetting = "Webhooks:AllowLoopback";

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly string[] _hosts;
    private readonly IPNetwork[] _networks;
    private readonly Func<AddressFamily, bool> _allowsLoopback;

    /// <param name="configuration">The settings above.</param>
    /// <param name="resolve">Finds the addresses of a name; the system's resolver unless given.</param>
    /// <exception cref="InvalidOperationException">A network is none.</exception>
    public WebhookEgress(
        IConfiguration configuration, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
        _hosts = ListSetting.Read(configuration, AllowedHostsSetting);
        _networks = ListSetting.Networks(configuration, AllowedNetworksSetting);
        _allowsLoopback = configuration.GetValue<bool?>(AllowLoopbackSetting) is { } given
            ? _ => given : ServedLoopback(configuration).Contains;
    }

    /// <summary>Why an address must not be told, as far as its text says: "must ..."; null when it may.</summary>
    public string? RefusalOf(Uri url)
    {
        if (_hosts.Length > 0 && !_hosts.Any(allowed => Matches(allowed, url.IdnHost)))
            return $"must lead to one of the hosts in {AllowedHostsSetting}";
        if (url.HostNameType == UriHostNameType.Dns)
        {
            return IsLocal(url.IdnHost) && !_allowsLoopback(AddressFamily.InterNetwork)
                && !_allowsLoopback(AddressFamily.InterNetworkV6)
                ? "must not lead to this machine" : null;
        }
        if (!IPAddress.TryParse(url.DnsSafeHost, out var address)) return "must lead to a host's name or IP address";
        // 2130706433, 0x7f.1 and 127.1 are 127.0.0.1: whoever reads the list of webhooks should see where one leads.
        if (url.HostNameType == UriHostNameType.IPv4
            && !url.OriginalString.Contains($"//{address}", StringComparison.Ordinal))
            return "must have its IPv4 address written as four decimal numbers";
        return RefusalOf(address) is { } meaning ? $"must not lead to {address}, which {meaning}" : null;
    }

    /// <summary>Connects to the first address of a host that may be told and that answers.</summary>
    /// <exception cref="EgressRefusedException">None of its addresses may be told.</exception>
    public async ValueTask<Stream> Connect(DnsEndPoint host, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(host.Host, out var literal) ? [literal] : await _resolve(host.Host, ct);
        var allowed = Allowed(host.Host, addresses);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Those of a host's addresses that may be told.</summary>
    /// <exception cref="EgressRefusedException">None may.</exception>
    internal IPAddress[] Allowed(string host, IPAddress[] addresses)
    {
        var allowed = addresses.Where(address => RefusalOf(address) is null).ToArray();
        if (allowed.Length > 0) return allowed;
        if (addresses.Length == 0) throw new EgressRefusedException($"{host} has no address");
        throw new EgressRefusedException(
            $"{host} leads to {addresses[0]}, which {RefusalOf(addresses[0])}; {AllowedNetworksSetting} can allow it");
    }

    private string? RefusalOf(IPAddress address)
    {
        var plain = AddressRanges.Plain(address);
        if (_networks.Any(network => network.Contains(plain))) return null;
        return AddressRanges.IsLoopback(plain) && _allowsLoopback(plain.AddressFamily)
            ? null : AddressRanges.MeaningOf(plain);
    }

    private static bool Matches(string allowed, string host) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase);

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    // Addresses beside those in "urls" may be any.
    private static HashSet<AddressFamily> ServedLoopback(IConfiguration configuration)
    {
        // Behind a proxy on the same machine, what listens on loopback serves the world.
        if (configuration.GetSection("Kestrel:Endpoints").Exists()
            || ListSetting.Read(configuration, TrustedProxies.Setting).Length > 0)
            return [];
        var served = new HashSet<AddressFamily>();
        foreach (var url in (configuration["urls"] is { Length: > 0 } urls ? urls : NodeBuilder.DefaultAddress)
            .Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            // What cannot be read as an address, such as http://*:80, is everywhere.
            if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var address)) return [];
            if (IsLocal(address.Host)) served.UnionWith([AddressFamily.InterNetwork, AddressFamily.InterNetworkV6]);
            else if (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip))
                served.Add(ip.AddressFamily);
            else return [];
        }
        return served;
    }
}

/// <summary>A webhook leads where none may; the message says where, for the list of deliveries.</summary>
internal sealed class EgressRefusedException(string message) : IOException(message);
