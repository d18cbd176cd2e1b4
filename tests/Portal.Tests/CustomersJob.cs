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
        await page.Locator("canvas[data-chart]").WaitForAsync();

        await page.Link("Statement").ClickAsync();
        await page.Shows("rounded down");
        await page.Shows("wire-1");

        await page.Link("Details").ClickAsync();
        await page.GetByLabel("Credit limit").FillAsync("25");
        await page.Button("Save").ClickAsync();
        await page.Shows("The customer is changed.");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}"), "creditLimit").ShouldBe("25.00");

        await page.GotoAsync("/management/customers");
        await page.GetByLabel("Search name, id, or DID").FillAsync(customerId.ToUpperInvariant());
        await page.Locator($"#results a[href='/management/customers/{customerId}']").WaitForAsync();
        await page.GoesTo("search=");
        await page.Locator("#results tbody tr").Counts(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_edit_of_what_somebody_else_has_changed_is_refused()
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/edit");
        using var patch = new StringContent(
            """{"name":"Somebody else's"}""", System.Text.Encoding.UTF8, "application/json");
        using var edited = await portal.Host.Client.PatchAsync(
            new Uri($"/api/customers/{customerId}", UriKind.Relative), patch);
        edited.IsSuccessStatusCode.ShouldBeTrue();
        await page.GetByLabel("Name").FillAsync("Mine");
        await page.Button("Save").ClickAsync();
        await page.GetByText("it has changed since").WaitForAsync();
        Carrier.Text(await portal.Get($"/api/customers/{customerId}"), "name").ShouldBe("Somebody else's");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task billing_details_and_taxes_are_filled_in_and_shown_again(bool scripts)
    {
        var customerId = await Carrier.Customer(portal);
        var here = $"/management/customers/{customerId}/edit";
        var page = await portal.As("operator", here, scripts);
        await page.GetByLabel("Bill to").FillAsync("Acme & Söhne GmbH");
        await page.GetByLabel("Address").FillAsync("Hauptstraße 1\n\n10115 Berlin\n");
        await page.GetByLabel("E-mail").FillAsync("rechnung@acme.example");
        await page.GetByLabel("Tax ID").FillAsync("DE123456789");
        await page.GetByLabel("Payment terms in days").FillAsync("14");
        await page.GetByLabel("Why these details").FillAsync("new office");
        await page.Button("Save billing details").ClickAsync();
        await page.Shows("The billing details are saved.");

        await page.GetByLabel("Taxes from").FillAsync("2025-01-01");
        await page.GetByLabel("1st tax").FillAsync("VAT");
        await page.GetByLabel("1st percentage").FillAsync("19");
        await page.GetByLabel("3rd tax").FillAsync("City tax");
        await page.Button("Save taxes").ClickAsync();
        await page.GetByText("Nothing was saved.").WaitForAsync();
        (await page.GetByLabel("1st tax").InputValueAsync()).ShouldBe("VAT");
        (await page.GetByLabel("3rd percentage").GetAttributeAsync("aria-invalid")).ShouldBe("true");
        await page.GetByLabel("3rd percentage").FillAsync("2.5");
        await page.Button("Save taxes").ClickAsync();
        await page.Shows("The taxes are saved.");
        await page.GetByLabel("Taxes from").FillAsync("2999-01-01");
        foreach (var tax in (string[])["1st", "2nd"])
        {
            await page.GetByLabel($"{tax} tax").FillAsync("");
            await page.GetByLabel($"{tax} percentage").FillAsync("");
        }
        await page.Button("Save taxes").ClickAsync();
        await page.Shows("The taxes are saved.");

        await page.GotoAsync(here);
        foreach (var (label, text) in ((string, string)[])[("Bill to", "Acme & Söhne GmbH"),
            ("Address", "Hauptstraße 1\n10115 Berlin"), ("E-mail", "rechnung@acme.example"), ("Tax ID", "DE123456789"),
            ("Payment terms in days", "14"), ("1st tax", "VAT"), ("1st percentage", "19"), ("2nd tax", "City tax"),
            ("2nd percentage", "2.5"), ("3rd tax", ""), ("4th tax", "")])
            (await page.GetByLabel(label).InputValueAsync()).ShouldBe(text, label);
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Taxes by date" }).Locator("tbody tr");
        await rows.Counts(2);
        await rows.Nth(0).Says("VAT 19%, City tax 2.5%");
        await rows.Nth(0).Says("in effect");
        await rows.Nth(1).Says("no tax");

        await page.GotoAsync($"/management/customers/{customerId}/history");
        var history = page.GetByRole(AriaRole.Table, new() { Name = "History of this customer" });
        await history.Says("Billing details changed");
        await history.Says("Acme & Söhne GmbH, Hauptstraße 1, 10115 Berlin, rechnung@acme.example, tax ID DE123456789, "
            + "due after 14 days");
        await history.Says("new office");
        await history.Says("Taxes changed");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task billing_details_that_are_wrong_are_named_and_nothing_is_saved()
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/edit", false);
        await page.GetByLabel("Bill to").FillAsync("Acme Ltd");
        await page.GetByLabel("E-mail").FillAsync("acme@localhost");
        await page.GetByLabel("Address").FillAsync("1\n2\n3\n4\n5\n6\n7");
        await page.Button("Save billing details").ClickAsync();
        await page.GetByText("Nothing was saved.").WaitForAsync();
        foreach (var label in (string[])["E-mail", "Address"])
            (await page.GetByLabel(label).GetAttributeAsync("aria-invalid")).ShouldBe("true", label);
        (await page.GetByLabel("Bill to").InputValueAsync()).ShouldBe("Acme Ltd");
        (await page.GetByLabel("Name").InputValueAsync()).ShouldBe("Acme Telecom");
        foreach (var terms in (string[])["x", "400"])
            (await page.Send($"/management/customers/{customerId}/edit/billing", ("paymentTermsDays", terms)))
                .ShouldBe(422, terms);
        (await portal.Get($"/api/customers/{customerId}/billing"))!["name"].ShouldBeNull();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_did_is_found_on_its_customer_with_all_that_became_of_it()
    {
        var customerId = await Carrier.Customer(portal);
        var did = "4989" + Random.Shared.NextInt64(10_000_000, 99_999_999)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        await portal.Post($"/api/customers/{customerId}/packages", new { packageId = "did-us", startDate = "2025-01-01",
            endDate = "2025-06-30", did }, ("X-Reason", "ported in"));
        var other = await Carrier.Customer(portal);
        await portal.Post($"/api/customers/{other}/packages",
            new { packageId = "did-us", startDate = "2025-07-01", did }, ("X-Reason", "sold on"));
        var page = await portal.As("auditor", $"/management/customers/{customerId}");
        await page.Link("DIDs").ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "DIDs of this customer" }).Says("ended");
        await page.Link("+" + did).ClickAsync();
        await page.Heading("DID " + did);
        var history = page.GetByRole(AriaRole.Table, new() { Name = "History of this DID" });
        await history.Says("ported in");
        await history.Says("sold on");
        (await page.Offers($"/management/customers/{other}")).ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task calls_are_uploaded_and_the_bad_ones_are_named(bool scripts)
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/calls", scripts);
        var good = $$"""
            {"callId":"{{customerId}}-1","customerId":"{{customerId}}","destination":"+442079460000",
            "startedAt":"2025-01-05T10:00:00Z","billedSeconds":600,"amount":"0.20"}
            """.ReplaceLineEndings("");
        var bad = $$"""
            {"callId":"{{customerId}}-2","customerId":"{{customerId}}","destination":"+442079460000",
            "startedAt":"2025-01-05T10:00:00Z","billedSeconds":-1,"amount":"0.20"}
            """.ReplaceLineEndings("");
        await page.Locator("#calls").SetInputFilesAsync(new FilePayload { Name = "calls.ndjson",
            MimeType = "application/x-ndjson", Buffer = System.Text.Encoding.UTF8.GetBytes($"{good}\n{bad}\n") });
        await page.Button("Upload").ClickAsync();
        await page.GetByText("1 taken, 0 known before, 1 rejected.").WaitForAsync();
        await page.GetByRole(AriaRole.Cell, new() { Name = $"{customerId}-1" }).WaitForAsync();
        (await portal.Get($"/api/customers/{customerId}/calls"))!["items"]!.AsArray().Count.ShouldBe(1);
        await page.GetByRole(AriaRole.Table, new() { Name = "Rejected calls" }).Says($"{customerId}-2");

        await page.Locator("#calls").SetInputFilesAsync(
            new FilePayload { Name = "calls.json", MimeType = "application/json", Buffer = "[{"u8.ToArray() });
        await page.Button("Upload").ClickAsync();
        await page.GetByText("Nothing of the file was taken").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_upload_says_how_much_of_it_is_sent()
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", $"/management/customers/{customerId}/calls");
        var answered = new TaskCompletionSource();
        await page.RouteAsync("**/calls", async route =>
        {
            if (route.Request.Method == "POST") await answered.Task;
            await route.ContinueAsync();
        });
        await page.EvaluateAsync("new MutationObserver(() => { window.said = (window.said ?? '') + "
            + "document.querySelector('[data-uploaded=text]').textContent "
            + "}).observe(document.querySelector('[data-uploading]'), { subtree: true, childList: true, "
            + "attributes: true })");
        await page.Locator("#calls")
            .SetInputFilesAsync(new FilePayload { Name = "calls.ndjson", MimeType = "application/x-ndjson",
                Buffer = new byte[2_000_000].Select((_, i) => (byte)(i % 100 == 99 ? '\n' : 'x')).ToArray() });
        await page.Button("Upload").ClickAsync();
        answered.SetResult();
        await page.GetByText("20,000 rejected").WaitForAsync();
        (await page.EvaluateAsync<string>("window.said ?? ''")).ShouldContain("the calls are being recorded");
        await page.Context.CloseAsync();
    }
}
