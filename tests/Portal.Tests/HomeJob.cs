using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class HomeJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task the_first_page_says_what_was_charged_today_and_what_runs_next(string role)
    {
        var customerId = await Carrier.Customer(portal);
        var packageId = Carrier.Free("daily");
        await portal.Post("/api/packages",
            new { packageId, name = packageId, currency = "USD", retail = "1", cost = "0", frequency = "daily" });
        await Carrier.Assignment(portal, customerId, packageId);
        var today = DateOnly.FromDateTime(DateTime.UtcNow)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await portal.Post(
            "/api/charge-runs", new { date = today, customerIds = new[] { customerId } }, ("Prefer", "wait=60"));

        var page = await portal.As(role);
        await page.Heading("Home");
        // Midnight may come in between; then it is in the month's sum, or the month is new
        // and the run is listed nowhere.
        await page.Locator("section[aria-labelledby=today], section[aria-labelledby=month]",
            new() { HasTextString = "USD" }).First.WaitForAsync();
        await page.Shows("The scheduler is switched off on this node.");
        await page.Shows("You're all caught up");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_webhook_that_does_not_get_through_and_a_run_that_left_lines_out_stand_on_the_first_page()
    {
        var hook = Carrier.Text(await portal.Post("/api/webhooks", new { url = "http://127.0.0.1:9/hook",
            events = new[] { "credit.exhausted" }, secret = "a secret of the tests" }), "webhookId");
        // The scheduler is off here, so what it would note of a run is written as it writes it.
        await using var connection = new Npgsql.NpgsqlConnection(portal.Database);
        await connection.OpenAsync();
        try
        {
            var customerId = await Carrier.Customer(portal, credit: "5");
            await Write(connection, "INSERT INTO schedule.attention "
                + "VALUES ('a-run-to-see', 1, 'scheduled', '2025-01-31', NULL, NULL, 'completed', 2, NULL)");
            await portal.Post($"/api/customers/{customerId}/adjustments", new { amount = "-7", reason = "used up" });
            await PackageBilling.Harness.Eventually.True(async () => (await portal.Get("/api/webhooks"))!["items"]!
                .AsArray().Any(one => one!["failing"] is not null), "the webhook has failed", TimeSpan.FromMinutes(2));
            var page = await portal.As("admin");
            var rows = page.GetByRole(AriaRole.Table, new() { Name = "What needs attention" }).Locator("tr");
            await rows.Filter(new() { HasTextString = "http://127.0.0.1:9/hook" }).Says("credit.exhausted");
            await rows.Filter(new() { Has = page.Locator("a[href='/management/charge-runs/a-run-to-see']") })
                .Says("2 quarantined");
            (await page.Barriers("what needs attention")).ShouldBeEmpty();
            await page.Context.CloseAsync();

            // Webhooks are the administrator's.
            var other = await portal.As("finance");
            await other.GetByRole(AriaRole.Table, new() { Name = "What needs attention" }).Says("2 quarantined");
            (await other.ContentAsync()).ShouldNotContain("127.0.0.1:9");
            await other.Context.CloseAsync();
        }
        finally
        {
            await Write(connection, "DELETE FROM schedule.attention WHERE run_id = 'a-run-to-see'");
            using var removed = await portal.Host.Client.DeleteAsync(
                new Uri($"/api/webhooks/{hook}", UriKind.Relative));
        }

        static async Task Write(Npgsql.NpgsqlConnection connection, string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("auditor")]
    public async Task who_is_out_of_credit_stands_on_the_first_page_and_in_a_list(string role)
    {
        var customerId = await Carrier.Customer(portal, Carrier.Free("Dry"), credit: "5");
        await portal.Post($"/api/customers/{customerId}/adjustments", new { amount = "-7", reason = "used up" });
        var page = await portal.As(role);
        await page.GetByRole(AriaRole.Heading, new() { NameString = "Customers out of credit:" }).WaitForAsync();
        await page.GotoAsync("/management/accounts");
        await page.GetByLabel("Credit").SelectOptionAsync("exhausted");
        await page.GoesTo("state=exhausted");
        var row = page.Locator(
            "#results tr", new() { Has = page.Locator($"a[href='/management/customers/{customerId}']") });
        await row.Says("-2.00");
        await portal.Post(
            $"/api/customers/{customerId}/payments", new { amount = "10", reference = Carrier.Free("paid") });
        await page.ReloadAsync();
        await page.Heading("Accounts");
        await row.Counts(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task numbers_and_dates_are_written_as_the_browser_has_it()
    {
        var customerId = await Carrier.Customer(portal, credit: "1234567.5");
        foreach (var (language, credit) in new[] { ("en-US", "1,234,567.50"), ("de-DE", "1.234.567,50"),
            ("fr-FR", "1\u202f234\u202f567,50") })
        {
            var page = await portal.As("finance", $"/management/customers/{customerId}", language: language);
            (await page.Locator(".tile .big").First.InnerTextAsync()).Replace('\u00a0', ' ')
                .ShouldStartWith(credit.Replace('\u00a0', ' '));
            await page.Context.CloseAsync();
        }
    }
}
