using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class FinanceJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    [InlineData("finance")]
    public async Task a_date_is_simulated_with_another_price_and_the_answer_is_shared_by_its_address(string role)
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        var page = await portal.As(role, "/finance/simulate");
        await page.GetByLabel("Date").FillAsync("2031-02-01");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.GetByText("What if").ClickAsync();
        await page.GetByLabel("Package id").FillAsync("seat");
        await page.GetByLabel("Its retail").FillAsync("12");
        await page.Button("Simulate").ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" })
            .GetByText("12.00").First.WaitForAsync();

        var shared = await portal.As("finance", new Uri(page.Url).PathAndQuery);
        await shared.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" })
            .GetByText("12.00").First.WaitForAsync();
        await shared.Context.CloseAsync();
        await page.Context.CloseAsync();
        (await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!.AsArray().ShouldBeEmpty();
        Carrier.Text(await portal.Get("/api/packages/seat"), "retail").ShouldBe("10.00");
    }

    [Fact]
    public async Task a_span_is_simulated_and_each_of_its_dates_is_a_link_to_its_lines()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        var page = await portal.As("finance", "/finance/simulate");
        await page.GetByLabel("Date").FillAsync("2031-02-01");
        await page.GetByLabel("Through").FillAsync("2031-04-30");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.GetByText("What if").ClickAsync();
        await page.GetByLabel("Package id").FillAsync("seat");
        await page.GetByLabel("Its retail").FillAsync("12");
        await page.Button("Simulate").ClickAsync();
        var days = page.GetByRole(AriaRole.Table, new() { Name = "What each date would post" });
        await days.Locator("tbody tr").Counts(4);
        await days.Locator("tr.total").Says("36.00");
        await days.GetByRole(AriaRole.Link, new() { NameString = "1 Mar 2031" }).ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" }).Says("12.00");
        await page.GotoAsync("/finance/simulate?date=2031-02-01&through=2031-01-01");
        await page.Locator("#f-through-fault").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task two_simulations_are_compared_by_what_is_known_then_and_now()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        var before = (await portal.Post("/api/simulations",
            new { date = "2031-02-01", customerIds = new[] { customerId } }))!["position"]!.GetValue<long>();
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "did-us", startDate = "2025-01-01" }, ("X-Reason", "one more number"));
        var page = await portal.As("finance", $"/finance/compare?left-date=2031-02-01&left-customerIds={customerId}"
            + $"&left-knownAt={before}&right-date=2031-02-01&right-customerIds={customerId}");
        await page.Shows("2 lines differ");
        var cause = page.GetByRole(AriaRole.Table, new() { Name = "Differences by cause" }).Locator("tbody tr");
        await cause.Counts(1);
        var cells = (await cause.InnerTextAsync()).Split('\t').Select(cell => cell.Trim()).ToList();
        cells[0].ShouldStartWith("package assigned, event ");
        cells[3..].ShouldBe(["one more number", "2", "3.50", "0.80", "USD"]);
        var csv = await page.RunAndWaitForDownloadAsync(() => page.Link("CSV").ClickAsync());
        (await File.ReadAllTextAsync((await csv.PathAsync())!)).ShouldContain("one more number");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("day")]
    [InlineData("package")]
    [InlineData("customer")]
    public async Task months_ahead_are_forecast_as_a_chart_a_table_and_a_file(string by)
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        var page = await portal.As("finance", "/finance/forecast");
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2031-01-01");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("2031-03-31");
        await page.GetByLabel("By", new() { Exact = true }).SelectOptionAsync(by);
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Forecast").ClickAsync();
        await page.Locator("tr.total", new() { HasTextString = "30.00" }).WaitForAsync();
        await page.Locator("canvas[data-chart]").Counts(1);
        var csv = await page.RunAndWaitForDownloadAsync(() => page.Link("CSV").ClickAsync());
        (await File.ReadAllTextAsync((await csv.PathAsync())!)).ShouldContain("retail");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task what_is_wrong_in_a_question_is_said()
    {
        var page = await portal.As("finance", "/finance/forecast?from=2031-01-01&to=2030-01-01");
        await page.GetByText("must not be before from").First.WaitForAsync();
        (await page.Status("/finance/simulate?date=2031-02-31")).ShouldBe(422);
        (await page.Status("/finance/compare?left-date=2031-02-01")).ShouldBe(422);
        await page.Context.CloseAsync();
    }
}
