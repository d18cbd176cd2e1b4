using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>The option that asks what was known at an instant or a position of the log.</summary>
internal static class AsKnown
{
    public static Option<string> Option(string name = "--as-of") => new(name)
    {
        Description = "As known then: an instant such as 2025-01-31T18:30:00Z, or a position of the log.",
        HelpName = "INSTANT|POSITION",
    };

    /// <summary>What the interface takes for it; null for what is known now.</summary>
    public static JsonObject? Body(string? asOf) => asOf is null ? null
        : long.TryParse(asOf, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? new() { ["position"] = position }
        : new() { ["instant"] = asOf };
}
