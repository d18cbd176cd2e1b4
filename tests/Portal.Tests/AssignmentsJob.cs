using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class AssignmentsJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    public async Task a_package_is_assigned_with_its_next_charges_in_sight_then_changed_ended_and_its_did_released(
        string role)
    {
        var customerId = await Carrier.Customer(portal);
        var did = "4420" + Random.Shared.NextInt64(10_000_000, 99_999_999)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        var page = await portal.As(role, $"/management/customers/{customerId}/packages");
        await page.Link("Assign package").ClickAsync();
        await page.GetByLabel("Start").FillAsync("2030-01-15");
        await page.GetByLabel("Quantity").FillAsync("3");
        await page.GetByLabel("DID").FillAsync("+" + did);
        await page.GetByLabel("Package", new() { Exact = true }).SelectOptionAsync("did-us");
        var next = page.GetByRole(AriaRole.Table, new() { Name = "Next charges" });
        await next.GetByText("1 Feb 2030").First.WaitForAsync();
        var rows = await next.InnerTextAsync();
        rows.ShouldContain("3.00");
        rows.ShouldContain("7.50");
        rows.ShouldContain("1 Mar 2030");
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]!.AsArray().ShouldBeEmpty();
        await page.Button("Assign package").ClickAsync();
        await page.Shows("The package is assigned.");
        var stored = (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]![0];
        (stored!["quantity"]!.GetValue<int>(), Carrier.Text(stored, "startDate"), Carrier.Text(stored, "did"))
            .ShouldBe((3, "2030-01-15", did));

        await page.GetByLabel("Quantity").FillAsync("5");
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2030-03-01");
        var change = page.GetByRole(AriaRole.Table, new() { Name = "Next charges, change" });
        await change.Locator("tr.changed", new() { HasTextString = "1 Mar 2030" })
            .Filter(new() { HasTextString = "12.50" }).WaitForAsync();
        await page.Button("Change").ClickAsync();
        await page.Shows("The package is changed.");

        await page.GetByLabel("Last day", new() { Exact = true }).FillAsync("2030-12-31");
        await page.GetByLabel("Why it ends").FillAsync("moves away");
        var end = page.GetByRole(AriaRole.Table, new() { Name = "Next charges, end" });
        await end.Locator("tr.changed", new() { HasTextString = "1 Jan 2031" }).Says("none");
        await end.Locator("tr.changed", new() { HasTextString = "1 Dec 2030" }).Counts(0);
        await page.Button("Set the end").ClickAsync();
        await page.Shows("The end is set.");
        await page.GetByRole(AriaRole.Cell, new() { Name = "moves away" }).WaitForAsync();

        await page.GetByLabel("Last day of the DID").FillAsync("2030-06-30");
        await page.GetByLabel("Why it is released").FillAsync("ported out");
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, release" })
            .Locator("tr.changed", new() { HasTextString = "1 Jul 2030" }).First.WaitForAsync();
        Carrier.Text((await portal.Get($"/api/customers/{customerId}/packages?on=2030-03-01"))!["items"]![0], "endDate")
            .ShouldBe("2030-12-31");
        await page.Button("Release DID").ClickAsync();
        await page.Shows("The DID is released; packages that ended: 1.");
        Carrier.Text((await portal.Get($"/api/customers/{customerId}/packages?on=2030-03-01"))!["items"]![0], "endDate")
            .ShouldBe("2030-06-30");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_package_that_the_customer_has_already_is_asked_about_before_it_is_assigned_again()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId, start: "2030-01-15");
        var page = await portal.As("operator", $"/management/customers/{customerId}/assign");
        await page.GetByLabel("Start").FillAsync("2030-02-01");
        await page.GetByLabel("Package", new() { Exact = true }).SelectOptionAsync("seat");
        await page.Button("Assign package").ClickAsync();
        await page.Shows("Acme Telecom already has this package from 15 Jan 2030. Assign it again?");
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]!.AsArray().Count.ShouldBe(1);
        await page.Button("Assign it anyway").ClickAsync();
        await page.Shows("The package is assigned.");
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]!.AsArray().Count.ShouldBe(2);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task the_same_package_on_the_same_did_is_asked_about_and_assigned_when_it_is_meant()
    {
        var customerId = await Carrier.Customer(portal);
        var did = "4420" + Random.Shared.NextInt64(10_000_000, 99_999_999)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        await portal.Post($"/api/customers/{customerId}/packages", new { assignmentId = $"{customerId}-first",
            packageId = "did-us", startDate = "2030-01-15", endDate = "2030-03-31", did });
        var page = await portal.As("operator", $"/management/customers/{customerId}/assign");
        await page.GetByLabel("Start").FillAsync("2030-03-01");
        await page.GetByLabel("DID").FillAsync("+" + did);
        await page.GetByLabel("Package", new() { Exact = true }).SelectOptionAsync("did-us");
        await page.Button("Assign package").ClickAsync();
        await page.Shows($"assignment {customerId}-first already has package did-us on {did} from 2030-01-15 to "
            + "2030-03-31; allow a duplicate to have it twice. Assign it again?");
        await page.Button("Assign it anyway").ClickAsync();
        await page.Shows("The package is assigned.");
        (await portal.Get($"/api/dids/{did}"))!["items"]!.AsArray().Count.ShouldBe(2);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task what_an_edit_would_change_is_shown_without_scripts_too()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        var page = await portal.As(
            "operator", $"/management/customers/{customerId}/packages/{assignmentId}", scripts: false);
        await page.GetByLabel("Quantity").FillAsync("4");
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2031-05-01");
        await page.Button("Show what changes").ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges, change" })
            .Locator("tr.changed", new() { HasTextString = "1 May 2031" }).WaitForAsync();
        (await page.GetByLabel("Quantity").InputValueAsync()).ShouldBe("4");
        (await portal.Get($"/api/customers/{customerId}/packages/{assignmentId}"))!["history"]!
            .AsArray().Count.ShouldBe(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_date_without_a_charge_is_explained()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        var page = await portal.As(
            "auditor", $"/management/customers/{customerId}/packages/{assignmentId}?why=2025-03-02");
        await page.Shows("No, nothing is due.");
        await page.Shows("is no billing day");
        await page.Context.CloseAsync();
    }
}
