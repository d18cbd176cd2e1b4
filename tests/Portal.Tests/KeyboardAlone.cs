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
        await page.TabTo("a[href='/setup/config/new-package']");
        await page.Press("Enter");
        await page.Heading("New package");
        await page.TabTo("#f-name");
        await page.Keyboard.TypeAsync(name);
        await page.TabTo("#f-retail");
        await page.Keyboard.TypeAsync("7");
        await page.TabTo("#f-cost");
        await page.Keyboard.TypeAsync("2");
        await page.TabTo("#f-frequency");
        await page.Keyboard.TypeAsync("w");
        await page.Locator("#day-mon").WaitForAsync();
        (await Focused(page)).ShouldBe("f-frequency");
        await page.TabTo("#day-mon");
        await page.Press("Space");

        // The dates follow, and who chose the day goes on from there.
        await page.GetByText("Next 12 dates").First.WaitForAsync();
        (await Focused(page)).ShouldBe("day-mon");
        await page.Press("Tab");
        await page.Press("Space");
        await page.GetByText("104 times in the next year")
            .Or(page.GetByText("105 times in the next year")).First.WaitForAsync();
        (await Focused(page)).ShouldBe("day-tue");
        await page.TabTo("button:text-is('Define package')");
        await page.Press("Enter");
        await page.Heading(name);
        (await portal.Get($"/api/packages?search={name}"))!["items"]![0]!["frequencyMatch"]!.ToJsonString()
            .ShouldBe("[\"mon\",\"tue\"]");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_customer_is_found_a_package_is_assigned_and_changed_and_run_package_is_posted()
    {
        var (customerId, packageId) = (await Carrier.Customer(portal), Carrier.Free("zebra"));
        await portal.Post(
            "/api/packages", new { packageId, name = packageId, retail = "1", cost = "0", frequency = "daily" });
        var page = await portal.As("operator", "/management/customers");
        await page.TabTo("#search");
        await page.Keyboard.TypeAsync(customerId);
        await page.GoesTo("search=" + customerId);
        await page.Locator("#results tbody tr").First.WaitForAsync();
        (await Focused(page)).ShouldBe("search");
        await page.TabTo($"#results a[href='/management/customers/{customerId}/packages']");
        await page.Press("Enter");
        await page.TabTo($"a[href='/management/customers/{customerId}/assign']");
        await page.Press("Enter");
        await page.Locator("#f-packageId").WaitForAsync();
        await page.TabTo("#f-packageId");
        await page.Keyboard.TypeAsync("z");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges" }).WaitForAsync();
        await page.TabTo("button:text-is('Assign package')");
        await page.Press("Enter");
        await page.Shows("The package is assigned.");

        await page.TabTo("#f-quantity");
        await page.Keyboard.TypeAsync("4");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, change" }).WaitForAsync();
        await page.TabTo("button:text-is('Change')");
        await page.Press("Enter");
        await page.Shows("The package is changed.");

        await page.GotoAsync($"/management/customers/{customerId}/packages");
        await page.TabTo("a:text-is('Run')");
        await page.Press("Enter");
        await page.Locator("#simulate-yes").WaitForAsync();
        await page.TabTo("#simulate-yes");
        await page.Press("ArrowRight");
        await page.TabTo("button:text-is('Show what it would charge')");
        await page.Press("Enter");
        await page.Shows("This will be posted");
        await page.TabTo("#f-reason");
        await page.Keyboard.TypeAsync("as agreed");
        await page.TabTo("button:text-is('Post 1 line')");
        await page.Press("Enter");
        await page.Shows("Posted: 1 line.");
        (await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!.AsArray().Count.ShouldBe(1);
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]![0]!["quantity"]!
            .GetValue<int>().ShouldBe(4);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_run_is_previewed_and_posted_and_its_lines_are_filtered()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "seat", startDate = "2025-01-01", billedThrough = "2030-01-01" });
        var page = await portal.As("operator", "/management/new-charge-run?date=2025-03-01");
        await page.TabTo("#f-customerIds");
        await page.Keyboard.TypeAsync(customerId);
        await page.TabTo("button:text-is('Show what it would charge')");
        await page.Press("Enter");
        await page.Shows("This would be posted");
        await page.TabTo("button:text-is('Run: post 1 line')");
        await page.Press("Enter");
        await page.Locator("#state", new() { HasTextString = "completed" }).WaitForAsync();
        await page.TabTo("#outcome");
        await page.Keyboard.TypeAsync("s");
        await page.Locator("#results tbody tr").Counts(1);
        await page.Locator("#results tbody").Says("billed by another system");
        (await Focused(page)).ShouldBe("outcome");
        await page.Context.CloseAsync();
    }

    private static Task<string> Focused(IPage page) => page.EvaluateAsync<string>("document.activeElement.id");
}
