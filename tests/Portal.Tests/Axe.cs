using System.Text.Json;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>axe-core, which looks for what keeps people out.</summary>
internal static class Axe
{
    private static readonly string Script = Read();

    /// <summary>What axe-core finds serious or worse on the page as it is.</summary>
    public static async Task<IReadOnlyList<string>> Barriers(this IPage page, string where)
    {
        await page.EvaluateAsync(Script);
        var found = await page.EvaluateAsync<JsonElement>("() => axe.run(document, { resultTypes: ['violations'] })");
        return [.. found.GetProperty("violations").EnumerateArray()
            .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(violation => $"{where}: {violation.GetProperty("help").GetString()}: "
                + string.Join(" | ", violation.GetProperty("nodes").EnumerateArray().Take(3).Select(Text)))];
    }

    private static string Text(JsonElement node) =>
        $"{node.GetProperty("html").GetString()} {node.GetProperty("failureSummary").GetString()}";

    private static string Read()
    {
        using var stream = typeof(Axe).Assembly.GetManifestResourceStream("axe.min.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
