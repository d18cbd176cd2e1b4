using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>Open requests to a provisioning system are found, answered for it, and gone from the list.</summary>
[Collection(OnePortal.Name)]
public sealed class PlatformFeaturesJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin", true)]
    [InlineData("operator", false)]
    public async Task what_is_open_is_found_on_the_list_and_answered_for_the_provisioning_system(
        string role, bool scripts)
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Feature(portal, customerId);
        var page = await portal.As(role, "/", scripts);
        await page.Link("Platform features").ClickAsync();
        await page.Heading("Platform features");
        await page.Shows("ConnexCS Package");
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Open requests" })
            .GetByRole(AriaRole.Row).Filter(new() { Has = page.Link(customerId) });
        await row.Says("requested");
        await row.Says("guard");
        await page.Link(customerId).ClickAsync();

        await page.GetByLabel("Detail").FillAsync("no free seat");
        await page.Button("Failed").ClickAsync();
        await page.Shows("voicemail is failed.");
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Platform features of this customer" });
        await table.Says("no free seat");
        await page.GotoAsync("/management/platform-features");
        await page.GetByLabel("State").SelectOptionAsync("failed");
        if (!scripts) await page.Button("Show").ClickAsync();
        await page.GoesTo("state=failed");
        await row.Says("no free seat");

        await page.Link(customerId).ClickAsync();
        await page.GetByLabel("Detail").FillAsync("order 7");
        await page.Button("Confirm: it is enabled").ClickAsync();
        await page.Shows("voicemail is enabled.");
        (await page.Button("Failed").CountAsync()).ShouldBe(0);
        await page.GotoAsync("/management/platform-features");
        await row.Counts(0);

        await page.GotoAsync($"/management/customers/{customerId}");
        await page.Shows("voicemail");
        await page.GotoAsync($"/management/customers/{customerId}/history");
        await page.GetByRole(AriaRole.Table, new() { Name = "History of this customer" })
            .Says("voicemail enabled, order 7");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_answer_that_no_longer_fits_is_shown_with_its_form()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Feature(portal, customerId);
        var here = $"/management/customers/{customerId}/features";
        var page = await portal.As("operator", here);
        await portal.Post($"/api/customers/{customerId}/packages/{assignmentId}/pause", new { from = "2025-02-01" });
        (await portal.Get($"/api/customers/{customerId}/features"))![0]!["wanted"]!.ToString().ShouldBe("disabled");

        await page.Button("Confirm: it is enabled").ClickAsync();

        await page.Shows("voicemail was asked to be disabled, not enabled");
        await page.Button("Confirm: it is disabled").ClickAsync();
        await page.Shows("voicemail is disabled.");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task who_only_reads_sees_what_is_open_and_is_offered_no_answer(string role)
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Feature(portal, customerId);
        var page = await portal.As(role, $"/management/customers/{customerId}/features");

        await page.GetByRole(AriaRole.Table, new() { Name = "Platform features of this customer" }).Says("requested");
        (await page.Button("Acknowledge").CountAsync()).ShouldBe(0);
        await page.Context.CloseAsync();
    }
}
