using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class ChargeRunsJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    public async Task a_run_is_previewed_started_read_and_its_lines_are_explained_and_reversed(string role)
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "seat", startDate = "2025-01-01", billedThrough = "2025-03-01" });
        var page = await portal.As(role, "/management/charge-runs");
        await page.Link("New charge run").ClickAsync();
        await page.GetByLabel("Date").FillAsync("2025-03-01");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("This would be posted");
        (await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!.AsArray().ShouldBeEmpty();
        await page.Button("Run: post 1 line").ClickAsync();

        // The page follows the run to its end.
        await page.Locator("#state", new() { HasTextString = "completed" }).WaitForAsync();
        Carrier.Text((await portal.Get($"/api/customers/{customerId}/charges"))!["items"]![0], "retail")
            .ShouldBe("10.00");

        await page.GetByLabel("Outcome").SelectOptionAsync("skipped");
        await page.Locator("#results tbody tr").Counts(1);
        await page.Locator("#results").Says("billed by another system");
        await page.GoesTo("outcome=skipped");

        var csv = await page.RunAndWaitForDownloadAsync(() => page.Link("Lines as CSV").ClickAsync());
        (await File.ReadAllTextAsync((await csv.PathAsync())!))
            .ShouldContain($"{assignmentId}.recurring.2025-03-01.1,charged");

        await page.GotoAsync($"/management/charges/{assignmentId}.recurring.2025-03-01.1");
        await page.Shows("Why this amount");
        await page.Shows("a charge run for 2025-03-01 was asked for");
        await page.GetByLabel("Why").FillAsync("not what was agreed");
        await page.Button("Reverse this line").ClickAsync();
        await page.Shows("The line is reversed.");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/account"), "credit").ShouldBe("100.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_run_posts_what_was_shown_or_says_what_came_in_between()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        var page = await portal.As("operator", "/management/new-charge-run");
        await page.GetByLabel("Date").FillAsync("2025-03-01");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("The run posts exactly these lines, or nothing");
        await portal.Post($"/api/customers/{customerId}/packages/{assignmentId}/change",
            new { quantity = 3, effectiveFrom = "2025-02-15" }, ("X-Reason", "two more seats"));
        await page.Button("Run: post 1 line").ClickAsync();
        await page.Shows("Nothing was posted.");
        var between = page.GetByRole(AriaRole.Table, new() { Name = "What came in between" });
        await between.Says("two more seats");
        (await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!.AsArray().ShouldBeEmpty();

        // The new preview is below, and can be posted.
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" }).Says("30.00");
        await page.Button("Run: post 1 line").ClickAsync();
        await page.Locator("#state", new() { HasTextString = "completed" }).WaitForAsync();
        Carrier.Text((await portal.Get($"/api/customers/{customerId}/charges"))!["items"]![0], "retail")
            .ShouldBe("30.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_preview_of_another_date_is_not_posted()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        var page = await portal.As("operator", "/management/new-charge-run");
        await page.GetByLabel("Date").FillAsync("2025-03-01");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("This would be posted");
        await page.GetByLabel("Date").FillAsync("2025-04-01");
        await page.Button("Run: post 1 line").ClickAsync();
        await page.Shows("The preview was of something else.");
        (await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!.AsArray().ShouldBeEmpty();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_auditor_replays_a_run_and_reads_its_certificate()
    {
        var runId = await Run();
        var page = await portal.As("auditor", $"/management/charge-runs/{runId}");
        await page.Button("Replay").ClickAsync();
        await page.Shows("Replayed: equal");
        await page.Context.CloseAsync();
    }

    private async Task<string> Run()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        return Carrier.Text(await portal.Post("/api/charge-runs",
            new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
    }
}
