using System.Text;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>What a page shows after a form was sent is as readable as what has an address of its own,
/// and as narrow.</summary>
[Collection(OnePortal.Name)]
public sealed class AfterSending(PortalHost portal)
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task it_is_readable_by_all(string scheme)
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        var runId = Carrier.Text(await portal.Post("/api/charge-runs",
            new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
        var customer = $"/management/customers/{customerId}";
        var page = await portal.As("admin", scheme: scheme);
        var faults = new List<string>();

        await page.GotoAsync("/setup/config/new-package");
        await page.GetByLabel("Name").FillAsync("Hosted seat");
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("1");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("1");
        await page.Button("Define package").ClickAsync();
        await page.GetByText("Nothing was saved.").WaitForAsync();
        await Look("a refused form");

        await page.GotoAsync("/setup/config/packages/seat/revise");
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("11");
        await page.Button("Compare old and new").ClickAsync();
        await page.Shows("Before and after");
        await Look("old and new side by side");

        await page.GotoAsync($"{customer}/packages/{assignmentId}");
        await page.GetByLabel("Quantity").FillAsync("7");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, change" }).WaitForAsync();
        await Look("what an edit changes");

        await page.GotoAsync(customer + "/run-package");
        await page.GetByLabel("No", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Date").FillAsync("2025-02-01");
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("will be charged again");
        await Look("Run Package");
        await portal.Post(
            $"{customer.Replace("/management", "/api", StringComparison.Ordinal)}/packages/{assignmentId}/change",
            new { quantity = 2, effectiveFrom = "2025-01-15" });
        await page.GetByLabel("Why it is charged").FillAsync("agreed");
        await page.Button("Post 1 line").ClickAsync();
        await page.Shows("Nothing was posted.");
        await Look("what came in between");

        await page.GotoAsync("/management/new-charge-run");
        await page.GetByLabel("Date").FillAsync("2025-03-01");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("This would be posted");
        await Look("the preview of a run");

        await page.GotoAsync($"/management/charge-runs/{runId}");
        await page.Button("Replay").ClickAsync();
        await page.Shows("Replayed: equal");
        await Look("a certificate");

        await page.GotoAsync(customer + "/calls");
        await page.Locator("#calls").SetInputFilesAsync(new FilePayload { Name = "calls.ndjson",
            MimeType = "application/x-ndjson", Buffer = Encoding.UTF8.GetBytes("{}\n") });
        await page.Button("Upload").ClickAsync();
        await page.GetByText("0 taken, 0 known before, 1 rejected.").WaitForAsync();
        await Look("rejected calls");

        await page.GotoAsync("/audit/verify");
        await page.Button("Verify all").ClickAsync();
        await page.Shows("Head to keep");
        await Look("a verification");

        faults.ShouldBeEmpty();
        await page.Context.CloseAsync();

        async Task Look(string what)
        {
            faults.AddRange(await page.Barriers(what));
            await page.KeepWhole("after-" + scheme, what);
            await page.SetViewportSizeAsync(360, 900);
            await page.Fits(360);
            await page.SetViewportSizeAsync(1280, 900);
        }
    }
}
