using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>A slow line: what is chosen before the scripts have come takes effect when they come, and what takes long
/// or fails says so.</summary>
[Collection(OnePortal.Name)]
public sealed class SlowLine(PortalHost portal)
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
        await page.Shows("No packages found");
        await page.GoesTo("search=no.*such.*package");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task what_takes_long_says_that_it_is_under_way()
    {
        var page = await portal.As("finance", "/finance/simulate");
        // The page itself tells of it: while another page is on its way, this one cannot be asked.
        var said = new TaskCompletionSource();
        await page.ExposeFunctionAsync("saidToBeWorking", () => said.TrySetResult());
        await page.EvaluateAsync("new MutationObserver(() => { if (document.querySelector('main "
            + "[role=status].working')?.textContent) window.saidToBeWorking() "
            + "}).observe(document.querySelector('main'), { subtree: true, childList: true })");
        await page.RouteAsync("**/finance/simulate?*", async route =>
        {
            await said.Task;
            await route.ContinueAsync();
        });
        await page.GetByLabel("Date").FillAsync("2031-02-01");
        await page.Button("Simulate").ClickAsync();
        await page.Shows("would post");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task what_could_not_be_loaded_is_said_in_its_place_and_the_next_try_replaces_it()
    {
        var page = await portal.As("auditor", "/management/customers");
        await page.RouteAsync("**/customers?search=nobody", route => route.AbortAsync());
        await page.GetByLabel("Search name, id, or DID").FillAsync("nobody");
        await page.Locator("#results [role=alert]", new() { HasTextString = "could not be loaded" }).WaitForAsync();
        await page.GetByLabel("Search name, id, or DID").FillAsync("nobody at all");
        await page.Shows("No customers found");
        await page.Locator("#results [role=alert]").Counts(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task what_is_not_up_to_date_yet_is_asked_for_again_by_itself()
    {
        var page = await portal.As("auditor", "/management/customers");
        var asked = 0;
        await page.RouteAsync("**/customers?search=nobody*", async route =>
        {
            if (Interlocked.Increment(ref asked) == 1)
                await route.FulfillAsync(new() { Status = 503, Body = "not yet" });
            else await route.ContinueAsync();
        });
        await page.GetByLabel("Search name, id, or DID").FillAsync("nobody");
        await page.Shows("No customers found");
        asked.ShouldBe(2);
        await page.Context.CloseAsync();
    }
}
