using System.Globalization;
using System.Text;

namespace PackageBilling.Portal;

/// <summary>
/// Where a visitor may be sent: to addresses of this portal only. Every redirect's address is checked and written here.
/// </summary>
internal static class LocalAddress
{
    /// <summary>The portal's first page, for those who asked for what is no address of the portal.</summary>
    public const string Home = "/";

    private const string NotInAddresses = "\"<>\\^`{|}";

    /// <summary>
    /// The address when it is one of this portal, else <see cref="Home"/>: anything else would let a link lead a
    /// visitor elsewhere. Browsers take a backslash for a slash and leave out tabs and line ends, and two slashes begin
    /// another host's name.
    /// </summary>
    public static string Of(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal)
            && !address.Contains('\\', StringComparison.Ordinal)
            && !address.Any(char.IsControl) ? address : Home;

    /// <summary>
    /// The address as a header can hold it: whatever a URL does not take as it is becomes percent-encoded UTF-8.
    /// </summary>
    public static string Encoded(string address)
    {
        var local = Of(address);
        if (local.All(IsPlain)) return local;
        var encoded = new StringBuilder(local.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in local.EnumerateRunes())
        {
            if (rune.IsAscii && IsPlain((char)rune.Value)) encoded.Append((char)rune.Value);
            else
                foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
                    encoded.Append('%').Append(part.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }

    private static bool IsPlain(char c) =>
        c is > ' ' and < '\x7F' && !NotInAddresses.Contains(c, StringComparison.Ordinal);
}
