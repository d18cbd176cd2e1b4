using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace PackageBilling.Portal;

/// <summary>
/// The connection to the HTTP interface: the host's own address on the loopback interface, or <c>Portal:ApiAddress</c>.
/// One for all visitors; whose key is sent is said with each request.
/// </summary>
internal sealed class ApiConnection(IServer server, IConfiguration configuration) : IDisposable
{
    // Above the longest time that a run package is waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A reason may be in any language.
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    {
        Timeout = Patience,
    };

    private Uri? _address;

    /// <summary>Sends a request whose address is relative; the answer's body is not read yet.</summary>
    public Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken ct)
    {
        request.RequestUri = new Uri(_address ??= Find(), request.RequestUri!);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    public void Dispose() => _http.Dispose();

    private static int BindingPort(string address) =>
        int.TryParse(address.TrimEnd('/').AsSpan(address.TrimEnd('/').LastIndexOf(':') + 1),
            CultureInfo.InvariantCulture, out var port) ? port : 0;

    private Uri Find()
    {
        if (configuration["Portal:ApiAddress"] is { Length: > 0 } configured) return new(configured);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        // A listener for probes answers nothing else.
        var probes = configuration["Health:Url"] is { Length: > 0 } health ? new Uri(health).Port : -1;
        var own = addresses.Where(address => BindingPort(address) != probes).OrderByDescending(address =>
            address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)).FirstOrDefault()
            ?? throw new InvalidOperationException("The host serves no address; set Portal:ApiAddress.");
        var (scheme, rest) = (own[..own.IndexOf("://", StringComparison.Ordinal)],
            own[(own.IndexOf("://", StringComparison.Ordinal) + 3)..]);
        // An address that stands for every interface is none that can be called.
        foreach (var every in (string[])["0.0.0.0", "[::]", "*", "+"])
            if (rest.StartsWith(every, StringComparison.Ordinal)) rest = "127.0.0.1" + rest[every.Length..];
        return new($"{scheme}://{rest}");
    }
}
