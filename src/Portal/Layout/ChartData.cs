using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>What a chart shows, as an attribute that the portal's script draws.
/// The same numbers always stand in a table too.</summary>
internal static class ChartData
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string Line(string language, IReadOnlyList<string> labels,
        IReadOnlyList<(string Name, decimal[] Values)> series, bool stepped = false) =>
        Of("line", language, labels, series, stepped);

    public static string Bars(
        string language, IReadOnlyList<string> labels, IReadOnlyList<(string Name, decimal[] Values)> series) =>
        Of("bar", language, labels, series, false);

    private static string Of(string type, string language, IReadOnlyList<string> labels,
        IReadOnlyList<(string Name, decimal[] Values)> series, bool stepped) =>
        JsonSerializer.Serialize(new { type, language, labels, stepped,
            series = series.Select(one => new { name = one.Name, values = one.Values }) }, Json);
}
