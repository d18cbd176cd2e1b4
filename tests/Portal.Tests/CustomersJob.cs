using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class CustomersJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    public async Task a_customer_is_registered_found_paid_for_adjusted_and_changed(string role)
    {
        var customerId = Carrier.Free("job");
        var page = await portal.As(role);
        await page.Link("Customers").First.ClickAsync();
        await page.Heading("Customers");
        await page.Link("New customer").ClickAsync();
        await page.GetByLabel("Customer id").FillAsync(customerId);
        await page.GetByLabel("Name").FillAsync("Bell & Söhne");
        await page.GetByLabel("Time zone").FillAsync("Europe/Berlin");
        await page.Button("Register customer").ClickAsync();
        await page.Heading("Bell & Söhne");

        await page.Link("Payment").ClickAsync();
        await page.GetByLabel("Amount in USD").FillAsync("40.5");
        await page.GetByLabel("Reference").FillAsync("wire-1");
        await page.Button("Enter payment").ClickAsync();
        await page.Shows("Payment of 40.50 is entered.");

        await page.Link("Adjustment").ClickAsync();
        await page.GetByLabel("Amount in USD").FillAsync("-0.5");
        await page.GetByLabel("Why").FillAsync("rounded down");
        await page.Button("Enter adjustment").ClickAsync();
        await page.Shows("The credit is 40.00.");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/account"), "credit").ShouldBe("40.00");
        (await page.Locator("canvas[data-chart]").IsVisibleAsync()).ShouldBeTrue();

        await page.Link("Statement").ClickAsync();
        await page.Shows("rounded down");
        await page.Shows("wire-1");

        await page.Link("Details").ClickAsync();
        await page.GetByLabel("Credit limit").FillAsync("25");
        await page.Button("Save").ClickAsync();
        await page.Shows("The customer is changed.");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}"), "creditLimit").ShouldBe("25.00");

        await page.GotoAsync("/management/customers");
        await page.GetByLabel("Search name or id").FillAsync(customerId.ToUpperInvariant());
        await page.Locator($"#results a[href='/management/customers/{customerId}']").WaitForAsync();
        await page.WaitForURLAsync("**search=**");
        (await page.Locator("#results tbody tr").CountAsync()).ShouldBe(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_edit_of_what_somebody_else_has_changed_is_refused()
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/edit");
        using var patch = new StringContent("""{"name":"Somebody else's"}""", System.Text.Encoding.UTF8, "application/json");
        using var edited = await portal.Host.Client.PatchAsync(new Uri($"/api/customers/{customerId}", UriKind.Relative), patch);
        edited.IsSuccessStatusCode.ShouldBeTrue();
        await page.GetByLabel("Name").FillAsync("Mine");
        await page.Button("Save").ClickAsync();
        await page.GetByText("it has changed since").WaitForAsync();
        Carrier.Text(await portal.Get($"/api/customers/{customerId}"), "name").ShouldBe("Somebody else's");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task calls_are_uploaded_and_the_bad_ones_are_named()
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/calls");
        var good = $$"""{"callId":"{{customerId}}-1","customerId":"{{customerId}}","destination":"+442079460000","startedAt":"2025-01-05T10:00:00Z","billedSeconds":600,"amount":"0.20"}""";
        var bad = $$"""{"callId":"{{customerId}}-2","customerId":"{{customerId}}","destination":"+442079460000","startedAt":"2025-01-05T10:00:00Z","billedSeconds":-1,"amount":"0.20"}""";
        await page.Locator("#calls").SetInputFilesAsync(new FilePayload { Name = "calls.ndjson", MimeType = "application/x-ndjson", Buffer = System.Text.Encoding.UTF8.GetBytes($"{good}\n{bad}\n") });
        await page.Button("Upload").ClickAsync();
        await page.GetByText("1 taken, 0 known before, 1 rejected.").WaitForAsync();
        await page.GetByRole(AriaRole.Cell, new() { Name = $"{customerId}-1" }).WaitForAsync();
        (await portal.Get($"/api/customers/{customerId}/calls"))!["items"]!.AsArray().Count.ShouldBe(1);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task who_only_reads_is_offered_no_change_and_no_address_gets_round_that(string role)
    {
        var customerId = await Carrier.Customer(portal);
        var here = $"/management/customers/{customerId}";
        var page = await portal.As(role, here);
        await page.Heading("Acme Telecom");
        foreach (var form in new[] { "/payment", "/adjustment", "/edit" })
        {
            (await page.Offers(here + form)).ShouldBeFalse(form);
            (await page.Status(here + form)).ShouldBe(403, form);
        }
        (await page.Status("/management/new-customer")).ShouldBe(403);
        await page.GotoAsync(here);
        (await page.Send(here + "/payment", ("amount", "5"), ("reference", "no"), ("once", "a"))).ShouldBe(403);
        (await page.Send(here + "/adjustment", ("amount", "5"), ("reason", "no"), ("once", "b"))).ShouldBe(403);
        (await page.Send(here + "/edit", ("name", "no"))).ShouldBe(403);
        (await page.Send("/management/new-customer", ("customerId", Carrier.Free("no")), ("name", "no"))).ShouldBe(403);
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/account"), "credit").ShouldBe("100.00");
        await page.Context.CloseAsync();
    }
}
