using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class ReconciliationJob(PortalHost portal)
{
    [Fact]
    public async Task a_number_that_the_switch_has_and_nobody_pays_for_is_found_and_assigned()
    {
        var customerId = await Carrier.Customer(portal);
        var (billed, forgotten, gone) = (Did(), Did(), Did());
        foreach (var did in new[] { billed, gone })
            await portal.Post($"/api/customers/{customerId}/packages",
                new { packageId = "did-us", startDate = "2025-01-01", did });
        var page = await portal.As("operator", "/");
        await page.Link("Reconciliation").ClickAsync();
        var form = page.Locator("form[aria-labelledby='inventory-title']");
        await form.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "dids.csv",
            MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(
                $"did,customerId\n{billed},{customerId}\n+{forgotten},{customerId}\nlobby,{customerId}\n") });
        await form.GetByLabel("Switch").FillAsync(customerId);
        await form.GetByLabel("Only these packages").FillAsync("did-us");
        await form.GetByText("Compare", new() { Exact = true }).ClickAsync();

        await page.Shows("The file was compared with the books.");
        await page.GetByRole(AriaRole.Table, new() { Name = "Rejected rows" }).Says("must be a phone number");
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Differences" });
        await rows.Says("Billed to nobody");
        await rows.Says("Not in the switch");
        await page.GetByLabel("Show").SelectOptionAsync("notInSwitch");
        await page.Button("Show").ClickAsync();
        await rows.Locator("tbody tr").Filter(new() { HasText = gone }).GetByText("Assignment").WaitForAsync();
        await rows.Locator("tbody tr").Filter(new() { HasText = forgotten }).Counts(0);
        await page.GetByLabel("Show").SelectOptionAsync("notBilled");
        await page.Button("Show").ClickAsync();
        await rows.Locator("tbody tr").Filter(new() { HasText = forgotten }).GetByText("Assign now").ClickAsync();

        (await page.GetByLabel("DID").InputValueAsync()).ShouldBe(forgotten);
        await page.GetByLabel("Package", new() { Exact = true }).SelectOptionAsync("did-us");
        await page.Button("Assign package").ClickAsync();
        await page.Shows("The package is assigned.");
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]!.AsArray()
            .Select(one => Carrier.Text(one, "did")).ShouldContain(forgotten);
        await page.Context.CloseAsync();

        static string Did() => "4420" + Random.Shared.NextInt64(10_000_000, 99_999_999)
            .ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task a_bill_that_cannot_be_read_is_refused_at_its_field()
    {
        var page = await portal.As("finance", "/finance/reconciliation");
        var form = page.Locator("form[aria-labelledby='supplierBill-title']");
        await form.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "bill.csv",
            MimeType = "text/csv", Buffer = "number\n1\n"u8.ToArray() });
        await form.GetByLabel("First date").FillAsync("2025-01-01");
        await form.GetByLabel("Last date").FillAsync("2025-01-31");
        await form.GetByText("Compare", new() { Exact = true }).ClickAsync();

        await page.Locator("#f-supplierBill-file-fault").Says("has the unknown column");
        await page.Context.CloseAsync();
        page = await portal.As("auditor", "/finance/reconciliation");
        await page.Locator("form[enctype]").Counts(0);
        await page.Context.CloseAsync();
    }
}
