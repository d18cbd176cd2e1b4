using System.Text.Json;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>Each job is done by the keyboard alone, and what has the focus is always to be seen.</summary>
[Collection(OnePortal.Name)]
public sealed class KeyboardAlone(PortalHost portal)
{
    [Fact]
    public async Task a_package_is_defined()
    {
        var name = Carrier.Free("Keys");
        var page = await portal.As("admin", "/setup/config/packages");
        await Tab(page, "a[href='/setup/config/new-package']");
        await Press(page, "Enter");
        await page.Heading("New package");
        await Tab(page, "#f-name");
        await page.Keyboard.TypeAsync(name);
        await Tab(page, "#f-retail");
        await page.Keyboard.TypeAsync("7");
        await Tab(page, "#f-cost");
        await page.Keyboard.TypeAsync("2");
        await Tab(page, "#f-frequency");
        await page.Keyboard.TypeAsync("w");
        await page.Locator("#day-mon").WaitForAsync();
        (await Focused(page)).ShouldBe("f-frequency");
        await Tab(page, "#day-mon");
        await Press(page, "Space");

        // The dates follow, and who chose the day goes on from there.
        await page.GetByText("Next 12 dates").First.WaitForAsync();
        (await Focused(page)).ShouldBe("day-mon");
        await Press(page, "Tab");
        await Press(page, "Space");
        await page.GetByText("104 times in the next year").Or(page.GetByText("105 times in the next year")).First.WaitForAsync();
        (await Focused(page)).ShouldBe("day-tue");
        await Tab(page, "button:text-is('Define package')");
        await Press(page, "Enter");
        await page.Heading(name);
        (await portal.Get($"/api/packages?search={name}"))!["items"]![0]!["frequencyMatch"]!.ToJsonString().ShouldBe("[\"mon\",\"tue\"]");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_customer_is_found_a_package_is_assigned_and_changed_and_run_package_is_posted()
    {
        var (customerId, packageId) = (await Carrier.Customer(portal), Carrier.Free("zebra"));
        await portal.Post("/api/packages", new { packageId, name = packageId, retail = "1", cost = "0", frequency = "daily" });
        var page = await portal.As("operator", "/management/customers");
        await Tab(page, "#search");
        await page.Keyboard.TypeAsync(customerId);
        await page.WaitForURLAsync("**search=" + customerId, new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("#results tbody tr").First.WaitForAsync();
        (await Focused(page)).ShouldBe("search");
        await Tab(page, $"#results a[href='/management/customers/{customerId}/packages']");
        await Press(page, "Enter");
        await Tab(page, $"a[href='/management/customers/{customerId}/assign']");
        await Press(page, "Enter");
        await page.Locator("#f-packageId").WaitForAsync();
        await Tab(page, "#f-packageId");
        await page.Keyboard.TypeAsync("z");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges" }).WaitForAsync();
        await Tab(page, "button:text-is('Assign package')");
        await Press(page, "Enter");
        await page.Shows("The package is assigned.");

        await Tab(page, "#f-quantity");
        await page.Keyboard.TypeAsync("4");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, change" }).WaitForAsync();
        await Tab(page, "button:text-is('Change')");
        await Press(page, "Enter");
        await page.Shows("The package is changed.");

        await page.GotoAsync($"/management/customers/{customerId}/run-package");
        await Tab(page, "#simulate-yes");
        await Press(page, "ArrowRight");
        await Tab(page, "button:text-is('Show what it would charge')");
        await Press(page, "Enter");
        await page.Shows("This will be posted");
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]![0]!["quantity"]!.GetValue<int>().ShouldBe(4);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_run_is_previewed_and_posted_and_its_lines_are_filtered()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        await portal.Post($"/api/customers/{customerId}/packages", new { packageId = "seat", startDate = "2025-01-01", billedThrough = "2030-01-01" });
        var page = await portal.As("operator", "/management/new-charge-run?date=2025-03-01");
        await Tab(page, "#f-customerIds");
        await page.Keyboard.TypeAsync(customerId);
        await Tab(page, "button:text-is('Show what it would charge')");
        await Press(page, "Enter");
        await page.Shows("This would be posted");
        await Tab(page, "button:text-is('Run: post 1 line')");
        await Press(page, "Enter");
        await page.Locator("#state", new() { HasTextString = "completed" }).WaitForAsync();
        await Tab(page, "#outcome");
        await page.Keyboard.TypeAsync("s");
        await page.Locator("#results tbody tr").Counts(1);
        await page.Locator("#results tbody").Says("billed by another system");
        (await Focused(page)).ShouldBe("outcome");
        await page.Context.CloseAsync();
    }

    /// <summary>Goes on by Tab until something has the focus; whatever has it on the way is to be seen.</summary>
    private static async Task Tab(IPage page, string selector)
    {
        await page.Locator(selector).First.WaitForAsync();
        for (var step = 0; step < 150; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            var at = await page.EvaluateAsync<JsonElement>("""
                () => {
                  const at = document.activeElement, style = getComputedStyle(at)
                  return { what: at.outerHTML.slice(0, 120), body: at === document.body, seen: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none' }
                }
                """);
            if (!at.GetProperty("body").GetBoolean()) at.GetProperty("seen").GetBoolean().ShouldBeTrue($"{page.Url}: {at.GetProperty("what")}");
            if (await page.Locator(selector).First.EvaluateAsync<bool>("one => one === document.activeElement")) return;
        }
        throw new InvalidOperationException($"{selector} is not reached by Tab on {page.Url}.");
    }

    private static Task Press(IPage page, string key) => page.Keyboard.PressAsync(key);

    private static Task<string> Focused(IPage page) => page.EvaluateAsync<string>("document.activeElement.id");
}
