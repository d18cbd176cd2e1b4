using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class AuditJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin", true)]
    [InlineData("auditor", true)]
    [InlineData("auditor", false)]
    public async Task the_chain_is_looked_at_and_verified(string role, bool scripts)
    {
        var page = await portal.As(role, "/audit/seals", scripts);
        await page.Shows("Audit file");
        await page.Link("Verify").ClickAsync();
        await page.Button("Verify all").ClickAsync();
        await page.Shows("Nothing was changed");
        await page.Shows("Head to keep");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_head_that_is_none_is_refused_in_words()
    {
        var page = await portal.As("auditor", "/audit/verify");
        await page.GetByLabel("A head that was handed out before").FillAsync("<b>nonsense</b>");
        await page.Button("Verify all").ClickAsync();
        await page.Locator(".alert-danger").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task who_has_done_what_to_a_customer_when_and_why_is_read_by_all(string role)
    {
        var customerId = await Carrier.Customer(portal);
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "seat", startDate = "2025-01-01", quantity = 4 }, ("X-Reason", "four desks"));
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/customers/{customerId}")
        { Content = System.Net.Http.Json.JsonContent.Create(new { creditLimit = "75" }) };
        patch.Headers.Add("X-Reason", "pays on time");
        using var edited = await portal.Host.Client.SendAsync(patch);
        edited.IsSuccessStatusCode.ShouldBeTrue();
        var page = await portal.As(role, "/audit/history");
        await page.Locator("#customerId").FillAsync(customerId);
        await page.Locator("form[aria-label='Customer id'] button").ClickAsync();
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "History of this customer" }).Locator("tbody tr");
        await rows.Counts(3);
        await rows.Nth(0).Says("Customer registered");
        await rows.Nth(1).Says("Package assigned");
        await rows.Nth(1).Says("four desks");
        await rows.Nth(1).Says("quantity 4");
        await rows.Nth(2).Says("credit limit 75.00");
        await rows.Nth(2).Says("pays on time");
        await page.Link("Statement").ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Statement" })
            .Locator("tbody tr", new() { HasTextString = "Payment" }).Says("admin");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task the_history_of_anything_is_found_by_its_id()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = Carrier.Text(await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "did-us", startDate = "2025-01-01", did = "4930123456" }, ("X-Reason", "first order")),
            "assignmentId");
        var page = await portal.As("auditor", "/audit/history");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "DID" }).FillAsync("+4930123456");
        await page.Locator("form[aria-label=DID] button").ClickAsync();
        await page.Locator($"a[href='/management/customers/{customerId}/packages/{assignmentId}']").ClickAsync();
        await page.GetByRole(AriaRole.Cell, new() { Name = "first order" }).WaitForAsync();
        await page.GotoAsync("/audit/history?did=999");
        await page.Shows("Nobody ever had this DID");
        await page.GotoAsync("/audit/history");
        await page.Locator("#packageId").FillAsync("seat");
        await page.Locator("form[aria-label='Package id'] button").ClickAsync();
        await page.Heading("Hosted seat");
        await page.Context.CloseAsync();
    }
}
