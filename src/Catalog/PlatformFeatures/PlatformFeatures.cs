using Microsoft.Extensions.Configuration;

namespace PackageBilling.Catalog;

/// <summary>
/// The codes of upstream services that packages may resell, as configured: <c>PlatformFeatures</c> is an array, or one
/// text with commas between the codes. A code that is no longer configured stays on the packages that have it; a later
/// revision has to drop it.
/// </summary>
internal sealed class PlatformFeatures(params IEnumerable<string> codes)
{
    private const string Setting = "PlatformFeatures";

    /// <summary>The codes, each once, in ordinal order.</summary>
    public IReadOnlyList<string> Codes { get; } =
        [.. codes.Select(code => code.Trim()).Where(code => code.Length > 0).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    public static PlatformFeatures Read(IConfiguration configuration) =>
        new(configuration.GetSection(Setting) is { Value: { } text }
            ? text.Split(',')
            : configuration.GetSection(Setting).GetChildren().Select(child => child.Value ?? ""));

    public bool Has(string code) => Codes.Contains(code, StringComparer.Ordinal);
}
