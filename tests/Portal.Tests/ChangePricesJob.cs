using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class ChangePricesJob(PortalHost portal)
{
    [Fact]
    public async Task prices_of_many_packages_are_changed_after_the_effect_was_seen()
    {
        var (name, customerId) = (Carrier.Free("repriced"), await Carrier.Customer(portal));
        foreach (var (id, retail) in new[] { ("a", "10"), ("b", "4.99") })
        {
            await portal.Post("/api/packages", new { packageId = $"{name}-{id}", name = $"{name} {id}", retail,
                cost = "1", frequency = "monthly", frequencyMatch = new[] { 1 } });
            await Carrier.Assignment(portal, customerId, $"{name}-{id}");
        }
        var page = await portal.As("admin", "/setup/config/packages");
        await page.Link("Change prices").ClickAsync();
        await page.GetByLabel("Name or id").FillAsync("no package is called this");
        await page.GetByLabel("Percent").FillAsync("5");
        await page.GetByLabel("Effective from").FillAsync("2030-01-01");
        await page.Button("Show what changes").ClickAsync();
        await page.Locator("#f-search-fault").Says("no package fits");
        await page.GetByLabel("Name or id").FillAsync(name);
        await page.GetByLabel("Rounding").FillAsync("0.05");
        await page.Button("Show what changes").ClickAsync();
        var packages = page.GetByRole(AriaRole.Table, new() { Name = "Packages and their new prices" });
        var first = packages.GetByRole(AriaRole.Row, new() { Name = $"{name} a" });
        await first.Says("10.50");
        await first.Says("0.50");
        await packages.GetByRole(AriaRole.Row, new() { Name = $"{name} b" }).Says("5.25");
        await page.GetByRole(AriaRole.Table, new() { Name = "What a year comes to, by customer" })
            .GetByRole(AriaRole.Row, new() { Name = customerId }).Says("9.12");
        await page.GetByRole(AriaRole.Table, new() { Name = "What a year comes to, by month" }).Says("2030-01");
        Carrier.Text(await portal.Get($"/api/packages/{name}-a?on=2030-01-01"), "retail").ShouldBe("10.00");

        await page.GetByLabel("Why").FillAsync("price list of 2030");
        await page.Button("Set the prices").ClickAsync();
        await page.Shows("New prices from 1 Jan 2030 on: 2 packages.");
        Carrier.Text(await portal.Get($"/api/packages/{name}-a?on=2030-01-01"), "retail").ShouldBe("10.50");
        Carrier.Text(await portal.Get($"/api/packages/{name}-b?on=2030-01-01"), "retail").ShouldBe("5.25");
        Carrier.Text(await portal.Get($"/api/packages/{name}-a?on=2029-12-31"), "retail").ShouldBe("10.00");
        await page.GotoAsync($"/setup/config/packages/{name}-a");
        await page.Shows("price list of 2030");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task everybody_sees_the_effect_and_only_an_administrator_is_offered_to_set_the_prices()
    {
        var page = await portal.As(
            "finance", "/setup/config/change-prices?search=seat&percent=5&of=retail&effectiveFrom=2031-01-01");
        await page.GetByRole(AriaRole.Table, new() { Name = "Packages and their new prices" }).Says("10.50");
        await page.Button("Set the prices").Counts(0);
        await page.Context.CloseAsync();
    }
}
