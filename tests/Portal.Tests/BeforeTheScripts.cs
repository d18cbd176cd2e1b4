using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>A quick hand on a slow line: what is chosen before the scripts have come takes effect when they come.</summary>
[Collection(OnePortal.Name)]
public sealed class BeforeTheScripts(PortalHost portal)
{
    [Fact]
    public async Task a_filter_that_was_chosen_is_applied()
    {
        var page = await portal.As("admin");
        var scripts = new TaskCompletionSource();
        await page.RouteAsync("**/htmx.min.js*", async route =>
        {
            await scripts.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/setup/config/packages", new() { WaitUntil = WaitUntilState.Commit });
        await page.GetByLabel("Search name or id").FillAsync("no such package");
        scripts.SetResult();
        await page.Shows("Nothing is like that");
        await page.WaitForURLAsync("**search=no*such*package**", new() { WaitUntil = WaitUntilState.Commit });
        await page.Context.CloseAsync();
    }
}
