using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>Fields that take ids offer what is meant, by a part of its name.</summary>
[Collection(OnePortal.Name)]
public sealed class Picking(PortalHost portal)
{
    [Theory]
    [InlineData("/management/new-charge-run", "f-customerIds")]
    [InlineData("/finance/simulate", "f-customerIds")]
    [InlineData("/finance/compare", "f-right-customerIds")]
    [InlineData("/audit/new-restatement", "f-customerIds")]
    [InlineData("/audit/history", "customerId")]
    public async Task customers_are_offered_by_a_part_of_their_name(string path, string field)
    {
        var name = Carrier.Free("Harbour Dental");
        var (first, second) = (await Carrier.Customer(portal, name), await Carrier.Customer(portal, name + " East"));
        var page = await portal.As("operator", path);
        await page.Locator("#" + field)
            .FillAsync(name.ToUpperInvariant().Replace("HARBOUR ", "", StringComparison.Ordinal));
        await page.Locator($"#{field}-picks option[value='{first}']")
            .WaitForAsync(new() { State = WaitForSelectorState.Attached });
        if (field != "customerId")
        {
            // The first one stays when a second one is looked for.
            await page.Locator("#" + field).FillAsync($"{first} {second}");
            await page.Locator($"#{field}-picks option[value='{first} {second}']")
                .WaitForAsync(new() { State = WaitForSelectorState.Attached });
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task packages_assignments_and_runs_are_offered_too()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        var runId = Carrier.Text(await portal.Post("/api/charge-runs",
            new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
        var page = await portal.As("finance", "/finance/compare");
        await page.Locator("#f-left-runId").FocusAsync();
        await Offered(page, "f-left-runId", runId);
        await page.Locator("#f-right-customerIds").FillAsync(customerId);
        await page.Locator("fieldset").Nth(1).GetByText("What if").ClickAsync();
        await page.Locator("#f-right-packageId").FillAsync("hosted");
        await Offered(page, "f-right-packageId", "seat");
        await page.Locator("#f-right-assignmentId").FocusAsync();
        await Offered(page, "f-right-assignmentId", assignmentId);
        await page.Context.CloseAsync();

        static Task Offered(IPage page, string field, string value) =>
            page.Locator($"#{field}-picks option[value='{value}']")
                .WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }
}
