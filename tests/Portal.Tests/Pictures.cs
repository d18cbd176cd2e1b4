using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>With PACKAGEBILLING_PICTURES=folder the tests keep what they see: the steps of docs/portal.md,
/// and every page in a folder of its own.</summary>
internal static class Pictures
{
    private static readonly string? Folder =
        Environment.GetEnvironmentVariable("PACKAGEBILLING_PICTURES") is { Length: > 0 } folder ? folder : null;

    public static async Task Keep(this IPage page, string name)
    {
        if (Folder is null) return;
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png") });
    }

    /// <summary>The whole of a page, beyond its window too.</summary>
    public static async Task KeepWhole(this IPage page, string kind, string path)
    {
        if (Folder is null) return;
        var name = string.Concat(path.Trim('/').Select(c => char.IsLetterOrDigit(c) ? c : '-'));
        await page.ScreenshotAsync(new()
        { Path = Path.Combine(Folder, "pages", kind, (name.Length == 0 ? "home" : name) + ".png"), FullPage = true });
    }
}
