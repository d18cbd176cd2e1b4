using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class RunPackageJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    public async Task it_is_shown_first_says_what_is_charged_again_and_is_posted_with_a_reason_only(string role)
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        await portal.Post(
            "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        var page = await portal.As(role, $"/management/customers/{customerId}/packages");
        await page.Link("Run").ClickAsync();
        await page.GetByLabel("Date").FillAsync("2025-02-01");
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("1 line was charged for this date already and will be charged again.");
        await page.Shows("This would be posted");
        (await page.Button("Post 1 line").IsVisibleAsync()).ShouldBeFalse();
        (await Charges(customerId)).ShouldBe(1);

        await page.GetByLabel("No", new() { Exact = true }).CheckAsync();
        await page.Button("Show again").ClickAsync();
        await page.Shows("This will be posted");
        (await Charges(customerId)).ShouldBe(1);
        await page.Button("Post 1 line").ClickAsync();
        await page.GetByText("must say why it is charged again").First.WaitForAsync();
        (await Charges(customerId)).ShouldBe(1);

        await page.GetByLabel("Why it is charged").FillAsync("the first one was credited by hand");
        await page.Button("Post 1 line").ClickAsync();
        await page.Shows("Posted: 1 line.");
        await page.Shows("the first one was credited by hand");
        (await Charges(customerId)).ShouldBe(2);
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/account"), "credit").ShouldBe("80.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task what_came_in_between_is_shown_and_nothing_is_posted_until_it_was_seen()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        var page = await portal.As("operator", $"/management/customers/{customerId}/run-package");
        await page.GetByLabel("No", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Date").FillAsync("2025-02-01");
        await page.Button("Show what it would charge").ClickAsync();
        await page.GetByLabel("Why it is charged").FillAsync("agreed");
        await portal.Post($"/api/customers/{customerId}/packages/{assignmentId}/change",
            new { quantity = 2, effectiveFrom = "2025-01-15" }, ("X-Reason", "one more seat"));
        await page.Button("Post 1 line").ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "What came in between" }).Says("one more seat");
        (await Charges(customerId)).ShouldBe(0);
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" }).Says("20.00");
        await page.Button("Post 1 line").ClickAsync();
        await page.Shows("Posted: 1 line.");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/account"), "credit").ShouldBe("80.00");
        await page.Context.CloseAsync();
    }

    private async Task<int> Charges(string customerId) =>
        ((JsonArray)(await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!).Count;
}
