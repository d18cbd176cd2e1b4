using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>How far a run is, as a line on a terminal.</summary>
internal static class ProgressBar
{
    private const int Width = 24;

    /// <summary>The line for a run's progress as the interface sends it.</summary>
    public static string Of(JsonNode progress)
    {
        var (done, total) = (progress["done"]!.GetValue<long>(), progress["total"]!.GetValue<long>());
        var share = total == 0 ? 0 : (int)(100 * done / total);
        var full = Width * share / 100;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"[{new string('#', full)}{new string('.', Width - full)}] {share,3}% {done:N0} of {total:N0} customers, "
                + $"{progress["lines"]!.GetValue<long>():N0} lines");
        if (progress["status"]!.GetValue<string>() is var status and not "running") return $"{line}, {status}";
        if (progress["linesPerSecond"] is { } speed)
            line += string.Create(CultureInfo.InvariantCulture, $", {speed.GetValue<long>():N0} lines/s");
        if (progress["secondsLeft"] is { } left) line += $", {TimeSpan.FromSeconds(left.GetValue<long>()):m\\:ss} left";
        return line;
    }
}
