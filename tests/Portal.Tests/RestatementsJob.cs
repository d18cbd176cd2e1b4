using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class RestatementsJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    public async Task what_past_runs_differ_by_is_listed_with_its_cause_and_put_right_with_a_reason(string role)
    {
        var (customerId, assignmentId) = await LateFact();
        var original = $"{assignmentId}.recurring.2025-02-01.1";
        var page = await portal.As(role, "/audit/restatements");
        await page.Link("Differences from past runs").ClickAsync();
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2025-02-01");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("2025-02-28");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show what differs").ClickAsync();
        var line = page.GetByRole(AriaRole.Table, new() { Name = "Lines that differ" }).Locator("tbody tr");
        await line.Says("assignment changed");
        await line.Says("was always three");
        await line.Says("20.00");
        (await Charges(customerId)).ShouldBe(1);

        await page.GetByLabel("Why they are put right").FillAsync("the order was entered late");
        await page.Button("Put right: 1 line").ClickAsync();
        await page.Shows("Put right: 1 line.");
        await page.Shows("the order was entered late");
        (await Charges(customerId)).ShouldBe(2);
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/account"), "credit").ShouldBe("70.00");

        // From the correction to what it corrects, and back.
        await page.GetByRole(AriaRole.Table, new() { Name = "Lines of this restatement" })
            .Locator($"a[href='/management/charges/{original}']").ClickAsync();
        await page.Shows("Corrected by");
        await page.Locator("dl.facts a", new() { HasTextString = ".restatement." }).ClickAsync();
        await page.Locator($"dl.facts a[href='/management/charges/{original}']").WaitForAsync();
        (await page.Locator("dl.facts a[href^='/audit/restatements/']").CountAsync()).ShouldBe(1);

        await page.GotoAsync($"/audit/new-restatement?from=2025-02-01&to=2025-02-28&customerIds={customerId}");
        await page.Shows("Nothing differs");
        await page.Context.CloseAsync();
    }

    /// <summary>A line of 10.00 that would be of 30.00 by what became known after its run.</summary>
    private async Task<(string CustomerId, string AssignmentId)> LateFact()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        await portal.Post(
            "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        await portal.Post($"/api/customers/{customerId}/packages/{assignmentId}/change",
            new { quantity = 3, effectiveFrom = "2025-02-01" }, ("X-Reason", "was always three"));
        return (customerId, assignmentId);
    }

    private async Task<int> Charges(string customerId) =>
        (await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!.AsArray().Count;
}
