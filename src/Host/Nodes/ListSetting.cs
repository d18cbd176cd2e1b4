using System.Net;

namespace PackageBilling.Host;

/// <summary>Settings that are lists: one text with commas or spaces, or several entries (<c>Name:0</c>,
/// <c>Name:1</c>).</summary>
internal static class ListSetting
{
    private static readonly char[] Separators = [',', ';', ' '];

    public static string[] Read(IConfiguration configuration, string name)
    {
        var section = configuration.GetSection(name);
        var texts = section.GetChildren().Select(child => child.Value).Prepend(section.Value);
        return [.. texts.SelectMany(text =>
            text?.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])];
    }

    /// <summary>Networks such as 10.0.0.0/8; a single address is a network of its own.</summary>
    /// <exception cref="InvalidOperationException">An entry is neither.</exception>
    public static IPNetwork[] Networks(IConfiguration configuration, string name) =>
        [.. Read(configuration, name).Select(text =>
            IPNetwork.TryParse(text, out var network) ? network
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new InvalidOperationException(
                $"{name} has '{text}', which is neither an IP address nor a network such as 10.0.0.0/8."))];
}
