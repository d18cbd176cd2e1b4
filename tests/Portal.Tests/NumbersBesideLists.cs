using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>A number counts what stands beside it, and a list is in the order that it says.</summary>
[Collection(OnePortal.Name)]
public sealed class NumbersBesideLists(PortalHost portal)
{
    [Fact]
    public async Task the_first_page_lists_the_runs_that_started_last_whatever_date_they_are_for()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        // Other tests run dates too: this one is the newest when it is looked for at once,
        // and among the five newest else.
        for (var attempt = 1; ; attempt++)
        {
            var run = Carrier.Text(await portal.Post("/api/charge-runs",
                new { date = "2025-01-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
            var page = await portal.As("finance");
            await page.GetByRole(AriaRole.Heading, new() { Name = "Latest runs", Exact = true }).WaitForAsync();
            var isListed = await page.GetByRole(AriaRole.Table, new() { Name = "Charge runs" })
                .Locator($"a[href='/management/charge-runs/{run}']").CountAsync() == 1;
            await page.Context.CloseAsync();
            if (isListed) return;
            attempt.ShouldBeLessThan(5, "a run for 1 January 2025 is not among the latest runs");
        }
    }

    [Fact]
    public async Task runs_are_listed_by_when_they_started_with_their_business_dates_beside_and_filtered_by_these()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        foreach (var date in new[] { "2025-03-01", "2025-01-01", "2025-02-01" })
            await portal.Post(
                "/api/charge-runs", new { date, customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        var page = await portal.As("finance", "/management/charge-runs");
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Charge runs" }).Locator("tbody tr");
        var started = await rows.Locator("td:first-child time")
            .EvaluateAllAsync<string[]>("times => times.map(time => time.dateTime)");
        started.ShouldBe(started.OrderDescending(StringComparer.Ordinal));
        await page.GetByLabel("Business date from").FillAsync("2025-02-01");
        await page.GetByLabel("Business date to").FillAsync("2025-02-28");
        await page.Button("Show").ClickAsync();
        await page.GoesTo("from=2025-02-01");
        var dates = await rows.Locator("th time")
            .EvaluateAllAsync<string[]>("times => times.map(time => time.dateTime)");
        dates.ShouldNotBeEmpty();
        dates.ShouldAllBe(date => date.StartsWith("2025-02-", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_simulation_says_how_many_of_the_lines_below_it_would_be_posted()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "seat", startDate = "2025-01-01", billedThrough = "2025-03-01" });
        var page = await portal.As("finance", $"/finance/simulate?date=2025-03-01&customerIds={customerId}");
        await page.Shows("Assignments with something due: 2 (charged 1, already charged 0, skipped 1, quarantined 0).");
        await page.Shows("Lines marked “Charged” would be posted: 1.");
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Lines" }).Locator("tbody tr");
        await rows.Counts(2);
        await rows.Filter(new() { HasTextString = "Charged" }).Counts(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task the_assignments_of_a_package_are_as_many_as_the_counts_above_them()
    {
        var packageId = Carrier.Free("held");
        await portal.Post("/api/packages", new { packageId, name = packageId, retail = "1", cost = "0",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId, packageId);
        await Carrier.Assignment(portal, customerId, packageId, "2099-01-01");
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId, startDate = "2025-01-01", endDate = "2025-01-31" });
        var page = await portal.As("finance", $"/setup/config/packages/{packageId}/assignments");
        await page.Shows("1 active, 0 paused, 1 upcoming, 1 ended, 0 cancelled; 3 in all, listed by assignment ID.");
        await page.GetByRole(AriaRole.Table, new() { Name = "Assignments of this package" })
            .Locator("tbody tr").Counts(3);
        await page.Context.CloseAsync();
    }
}
