using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>Prices of an assignment of its own, and pausing it.</summary>
[Collection(OnePortal.Name)]
public sealed class OwnTermsJob(PortalHost portal)
{
    [Fact]
    public async Task own_prices_are_assigned_shown_beside_the_packages_changed_from_a_date_and_taken_back()
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/assign");
        await page.GetByLabel("Package", new() { Exact = true }).SelectOptionAsync("did-us");
        await page.GetByLabel("Start").FillAsync("2025-01-01");
        await page.GetByLabel("No setup charge").CheckAsync();
        await page.Locator("#own-prices summary").ClickAsync();
        await page.GetByLabel("Own retail").FillAsync("2");
        await page.GetByLabel("Discount percent").FillAsync("10");
        var next = page.GetByRole(AriaRole.Table, new() { Name = "Next charges" });
        await next.Says("1.80");
        (await next.InnerTextAsync()).ShouldNotContain("Setup");
        await page.Button("Assign package").ClickAsync();
        await page.Shows("The package is assigned.");
        var facts = page.Locator("dl.facts").First;
        await facts.Says("2.00\u00a0USD instead of 2.50");
        await facts.Says("10% off the retail: 1.80");
        await facts.Says("no setup charge");
        var stored = (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]![0]!;
        (Carrier.Text(stored, "retail"), stored["skipSetup"]!.GetValue<bool>()).ShouldBe(("2.00", true));

        await page.GotoAsync($"/management/customers/{customerId}/packages");
        await page.GetByRole(AriaRole.Table, new() { Name = "Packages of this customer" })
            .Says("retail 2.00, discount 10%");
        await page.Link("DID United States").ClickAsync();

        // What is left blank stays: the discount.
        await page.Locator("#own-prices summary").ClickAsync();
        await page.Locator("#f-cost").FillAsync("0.50");
        await page.GetByLabel("Retail", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2025-02-01");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, change" })
            .Locator("tr.changed").First.Says("2.25");
        await page.Button("Change").ClickAsync();
        await page.Shows("The package is changed.");
        await facts.Says("10% off the retail: 2.25");
        await facts.Says("0.50\u00a0USD instead of 0.80");
        await page.GetByRole(AriaRole.Cell, new() { Name = "retail as the package's, cost 0.50" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_own_price_that_is_given_and_taken_back_at_once_is_refused_beside_its_field()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        var page = await portal.As("operator", $"/management/customers/{customerId}/packages/{assignmentId}");
        await page.Locator("#own-prices summary").ClickAsync();
        await page.Locator("#f-retail").FillAsync("8");
        await page.GetByLabel("Retail", new() { Exact = true }).CheckAsync();
        await page.Button("Change").ClickAsync();
        await page.Locator("#f-retail-fault").Says("leave it blank to go back to the package's");
        (await page.Locator("#f-retail").InputValueAsync()).ShouldBe("8");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_customer_changes_to_another_package_on_a_date_with_another_quantity_and_an_own_price()
    {
        var customerId = await Carrier.Customer(portal);
        var made = await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "seat", startDate = "2025-01-01", quantity = 3, autoDecrementCredit = true });
        var assignmentId = Carrier.Text(made, "assignmentId");
        var page = await portal.As("operator", $"/management/customers/{customerId}/packages/{assignmentId}");
        await page.GetByLabel("Other package", new() { Exact = true }).FillAsync("did-us");
        await page.GetByLabel("First day of the other package").FillAsync("2030-02-01");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, swap" })
            .Locator("tr.changed", new() { HasTextString = "did-us" }).First.Says("7.50");
        await page.GetByLabel("How many").FillAsync("4");
        await page.Locator("#swap-own-prices summary").ClickAsync();
        await page.Locator("#f-swap-retail").FillAsync("2");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, swap" })
            .Locator("tr.changed", new() { HasTextString = "did-us" }).First.Says("8.00");
        await page.Button("Change the package").ClickAsync();
        await page.Shows("This is the other package; the one before has its end.");
        await page.Content().GetByRole(AriaRole.Heading, new() { Name = "DID United States" }).WaitForAsync();
        await page.Locator("dl.facts").First.Says("no setup charge");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/packages/{assignmentId}"), "endDate")
            .ShouldBe("2030-01-31");
        var other = (await portal.Get($"/api/customers/{customerId}/packages?on=2030-02-01"))!["items"]![0]!;
        (Carrier.Text(other, "packageId"), other["quantity"]!.GetValue<int>()).ShouldBe(("did-us", 4));
        Carrier.Text(other, "retail").ShouldBe("2.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_package_is_paused_and_resumed_and_lists_and_counts_say_so()
    {
        var packageId = Carrier.Free("pausable");
        await portal.Post("/api/packages", new { packageId, name = packageId, retail = "10", cost = "6",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId, packageId);
        var page = await portal.As("operator", $"/management/customers/{customerId}/packages/{assignmentId}");
        await page.GetByLabel("First active day").Counts(0);
        await page.GetByLabel("First paused day").FillAsync("2025-02-01");
        await page.GetByLabel("Why it is paused").FillAsync("away for a while");
        var next = page.GetByRole(AriaRole.Table, new() { Name = "Next charges, pause" });
        await next.Locator("tr.changed").First.Says("none");
        await page.Button("Pause").ClickAsync();
        await page.Shows("The package is paused from that day on.");
        await page.Locator("dl.facts").First.Says("from 1 Feb 2025 on");
        await page.GetByRole(AriaRole.Cell, new() { Name = "away for a while" }).WaitForAsync();
        foreach (var path in new[] { $"/management/customers/{customerId}/packages",
            $"/setup/config/packages/{packageId}/assignments" })
        {
            await page.GotoAsync(path);
            await page.Locator("table .badge").Says("paused");
        }
        await page.Shows("0 active, 1 paused");

        await page.GotoAsync($"/management/customers/{customerId}/packages/{assignmentId}");
        await page.GetByLabel("First active day").FillAsync("2025-01-15");
        await page.Button("Resume").ClickAsync();
        await page.Shows("the assignment isn't paused on that date");
        await page.GetByLabel("First active day").FillAsync("2025-02-15");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, resume" })
            .Locator("tr.changed").First.Says("10.00");
        await page.Button("Resume").ClickAsync();
        await page.Shows("The package is active again from that day on.");
        await page.Locator("dl.facts").First.Says("1 Feb 2025 – 14 Feb 2025");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/packages/{assignmentId}"), "status")
            .ShouldBe("active");
        await page.Context.CloseAsync();
    }
}
