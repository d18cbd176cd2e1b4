using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>Finance, restatements, DIDs and uploads by the keyboard alone.
/// Runs are steered by it in <see cref="RunSteering"/>.</summary>
[Collection(OnePortal.Name)]
public sealed class KeyboardAloneToo(PortalHost portal)
{
    [Fact]
    public async Task a_date_is_simulated_with_another_price()
    {
        var (customerId, packageId) = await Daily();
        var page = await portal.As("finance", "/finance/simulate");
        await page.TabTo("#f-date");
        await FirstOfTheYear(page, "#f-date");
        await page.TabTo("#f-customerIds");
        await page.Keyboard.TypeAsync(customerId);
        await page.TabTo("summary");
        await page.Press("Enter");
        await page.TabTo("#f-packageId");
        await page.Keyboard.TypeAsync(packageId);
        await page.TabTo("#f-retail");
        await page.Keyboard.TypeAsync("3");
        await page.TabTo("button:text-is('Simulate')");
        await page.Press("Enter");
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" }).Says("3.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task two_are_compared_and_the_causes_are_gone_through()
    {
        var (customerId, packageId) = await Daily();
        var page = await portal.As("finance", "/finance/compare?left-date=2031-02-01"
            + $"&left-customerIds={customerId}&right-date=2031-02-01&right-customerIds={customerId}");
        await page.Shows("No line differs");
        await page.TabTo("fieldset:nth-of-type(2) summary");
        await page.Press("Enter");
        await page.TabTo("#f-right-packageId");
        await page.Keyboard.TypeAsync(packageId);
        await page.TabTo("#f-right-retail");
        await page.Keyboard.TypeAsync("4");
        await page.TabTo("button:text-is('Compare')");
        await page.Press("Enter");
        await page.Shows("1 line differs");
        await page.TabTo("a[href='#cause-1']");
        await page.Press("Enter");
        await page.GoesTo("#cause-1");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task months_ahead_are_forecast_by_package_and_taken_as_a_file()
    {
        var (customerId, packageId) = await Daily();
        var page = await portal.As("finance", "/finance/forecast");
        await page.TabTo("#f-groupBy");
        await page.Keyboard.TypeAsync("p");
        await page.TabTo("#f-customerIds");
        await page.Keyboard.TypeAsync(customerId);
        await page.TabTo("button:text-is('Forecast')");
        await page.Press("Enter");
        await page.Locator($"th a[href='/setup/config/packages/{packageId}']").WaitForAsync();
        await page.TabTo("a:text-is('CSV')");
        var csv = await page.RunAndWaitForDownloadAsync(() => page.Press("Enter"));
        (await File.ReadAllTextAsync((await csv.PathAsync())!)).ShouldContain(packageId);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_past_run_is_put_right()
    {
        var (customerId, assignmentId) = (await Carrier.Customer(portal), "");
        var packageId = Carrier.Free("late");
        await portal.Post(
            "/api/packages", new { packageId, name = packageId, retail = "1", cost = "0", frequency = "daily" });
        assignmentId = await Carrier.Assignment(portal, customerId, packageId);
        var date = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-2)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await portal.Post("/api/charge-runs", new { date, customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        await portal.Post(
            $"/api/customers/{customerId}/packages/{assignmentId}/change", new { quantity = 3, effectiveFrom = date });

        // The dates are the last month's already.
        var page = await portal.As("operator", "/audit/new-restatement");
        await page.TabTo("#f-customerIds");
        await page.Keyboard.TypeAsync(customerId);
        await page.TabTo("button:text-is('Show what differs')");
        await page.Press("Enter");
        await page.Shows("1 line differs");
        await page.TabTo("#f-reason");
        await page.Keyboard.TypeAsync("entered late");
        await page.TabTo("button:text-is('Put right: 1 line')");
        await page.Press("Enter");
        await page.Shows("Put right: 1 line.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_did_is_found_and_released()
    {
        var customerId = await Carrier.Customer(portal);
        var did = "4989" + Random.Shared.NextInt64(10_000_000, 99_999_999).ToString(CultureInfo.InvariantCulture);
        await portal.Post(
            $"/api/customers/{customerId}/packages", new { packageId = "did-us", startDate = "2024-01-01", did });
        var page = await portal.As("operator", $"/management/customers/{customerId}");
        await page.TabTo("a:text-is('DIDs')");
        await page.Press("Enter");
        await page.TabTo($"#main a[href='/management/dids/{did}']");
        await page.Press("Enter");
        await page.Heading("DID " + did);
        await page.TabTo($"#main a[href^='/management/customers/{customerId}/packages/']");
        await page.Press("Enter");
        await page.Locator("#f-date").WaitForAsync();
        await page.TabTo("#f-date");
        await FirstOfTheYear(page, "#f-date");
        await page.TabTo("#release-reason");
        await page.Keyboard.TypeAsync("ported out");
        await page.TabTo("button:text-is('Release DID')");
        await page.Press("Enter");
        await page.Shows("The DID is released; packages that ended: 1.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task calls_are_uploaded()
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/calls");
        await page.TabTo("#calls");
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Press("Space"));
        var call = $$"""
            {"callId":"{{customerId}}-1","customerId":"{{customerId}}","destination":"+442079460000",
            "startedAt":"2025-01-05T10:00:00Z","billedSeconds":60,"amount":"0.20"}
            """.ReplaceLineEndings("");
        await chooser.SetFilesAsync(new FilePayload { Name = "calls.ndjson", MimeType = "application/x-ndjson",
            Buffer = Encoding.UTF8.GetBytes(call + "\n") });
        await page.TabTo("button:text-is('Upload')");
        await page.Press("Enter");
        await page.Shows("1 taken, 0 known before, 0 rejected.");
        await page.Context.CloseAsync();
    }

    /// <summary>A customer with a package that is charged each day.</summary>
    private async Task<(string CustomerId, string PackageId)> Daily()
    {
        var (customerId, packageId) = (await Carrier.Customer(portal), Carrier.Free("each-day"));
        await portal.Post(
            "/api/packages", new { packageId, name = packageId, retail = "1", cost = "0", frequency = "daily" });
        await Carrier.Assignment(portal, customerId, packageId);
        return (customerId, packageId);
    }

    /// <summary>Each part of an empty date begins with its first value,
    /// in whatever order the browser has them.</summary>
    private static async Task FirstOfTheYear(IPage page, string field)
    {
        for (var part = 0; part < 3; part++)
        {
            await page.Press("ArrowUp");
            if (part < 2) await page.Press("Tab");
        }
        (await page.Locator(field).InputValueAsync()).ShouldMatch("^20[0-9][0-9]-01-01$");
    }
}
