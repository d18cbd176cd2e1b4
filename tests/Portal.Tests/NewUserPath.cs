using System.Globalization;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>
/// The path of docs/portal.md, from nothing to the first run. With PACKAGEBILLING_PICTURES=folder it takes the pictures
/// of that page and of the README.
/// </summary>
[Collection(OnePortal.Name)]
public sealed class NewUserPath(PortalHost portal)
{
    [Fact]
    public async Task a_new_user_defines_a_package_assigns_it_simulates_next_month_and_runs_today()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var (name, customerId) = (Carrier.Free("Hosted fax"), await Carrier.Customer(portal, "Harbour Dental Care"));
        var page = await portal.As("admin");
        await page.Link("Packages").First.ClickAsync();
        await page.Link("New package").ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("12.50");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("4");
        await page.GetByLabel("Frequency", new() { Exact = true }).SelectOptionAsync("daily");
        // The days of the month go, and the button below them moves up.
        await page.Locator("#f-frequencyMatch").Counts(0);
        await page.Locator("[data-yearly]").WaitForAsync();
        await page.Keep("define-package");
        await page.Button("Define package").ClickAsync();
        await page.Shows("is defined");

        await page.Link("Customers").First.ClickAsync();
        await page.GetByLabel("Search name, id, or DID").FillAsync(customerId);
        await page.GoesTo("search=");
        await page.Locator($"#results a[href='/management/customers/{customerId}/packages']").ClickAsync();
        await page.Link("Assign package").ClickAsync();
        // Its id is made of its name.
        await page.GetByLabel("Package", new() { Exact = true })
            .SelectOptionAsync(name.ToLowerInvariant().Replace(' ', '-'));
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges" }).WaitForAsync();
        await page.Keep("assign-package");
        await page.Button("Assign package").ClickAsync();
        await page.Shows("The package is assigned.");

        await page.Link("Simulate").ClickAsync();
        await page.GetByLabel("Date")
            .FillAsync(today.AddMonths(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Simulate").ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" }).WaitForAsync();
        await page.Keep("simulate");

        await page.Link("Charge runs").First.ClickAsync();
        await page.Link("New charge run").ClickAsync();
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("This would be posted");
        await page.Button("Run: post 1 line").ClickAsync();
        await page.Locator("#state", new() { HasTextString = "completed" }).WaitForAsync();
        await page.Keep("charge-run");
        Carrier.Text((await portal.Get($"/api/customers/{customerId}/charges"))!["items"]![0], "retail")
            .ShouldBe("12.50");
        await page.Context.CloseAsync();
    }
}
