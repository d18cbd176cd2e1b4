using Microsoft.Playwright;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

/// <summary>What holds for every page: no serious barrier, no refused script or style,
/// nothing wider than the smallest screen.</summary>
[Collection(OnePortal.Name)]
public sealed class EveryPage(PortalHost portal)
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task is_readable_by_all(string scheme)
    {
        var page = await portal.As("admin", scheme: scheme);
        var refused = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error"
                && !message.Text.Contains("the server responded with a status", StringComparison.Ordinal))
                refused.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => refused.Add($"{page.Url}: {error}");
        var faults = new List<string>();
        foreach (var path in portal.Carrier.Pages)
        {
            await page.GotoAsync(path);
            (await page.Locator("html").GetAttributeAsync("data-bs-theme")).ShouldBe(scheme, path);
            faults.AddRange(await page.Barriers(path));
            await page.KeepWhole(scheme, path);
        }
        faults.ShouldBeEmpty();
        refused.ShouldBeEmpty();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("auditor")]
    public async Task logs_no_warning_about_the_tokens_of_its_forms(string role)
    {
        var page = await portal.As(role);
        var before = portal.Host.Output.Length;
        foreach (var path in portal.Carrier.Pages) await page.Read(path);
        // What is logged comes a little later; a forged cookie is the last of it and is told of.
        Told().ShouldBeEmpty();
        await page.Context.APIRequest.GetAsync(
            "/sign-in", new() { Headers = new Dictionary<string, string> { ["Cookie"] = "pb-form=forged" } });
        await Eventually.True(() => Task.FromResult(Told().Count > 0), "the forged cookie is told of");
        Told().ShouldHaveSingleItem();
        await page.Context.CloseAsync();

        List<string> Told() => [.. portal.Host.Output[before..].Split('\n')
            .Where(line => line.Contains("Antiforgery.DefaultAntiforgery[", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task fits_a_screen_of_360_pixels()
    {
        var page = await portal.As("admin", width: 360);
        foreach (var path in portal.Carrier.Pages)
        {
            (await page.Status(path)).ShouldBeOneOf([200, 404], path);
            await page.Fits(360);
            await page.KeepWhole("360", path);
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task is_reached_by_the_keyboard_from_the_top()
    {
        var page = await portal.As("admin", "/setup/config/packages");
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to the content");
        await page.Keyboard.PressAsync("Enter");
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
        await page.Context.CloseAsync();
    }
}
