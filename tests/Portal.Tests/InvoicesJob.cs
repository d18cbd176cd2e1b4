using System.Net.Http.Json;
using Microsoft.Playwright;
using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

/// <summary>From lines that wait for an invoice to an invoice that is paid.</summary>
[Collection(OnePortal.Name)]
public sealed class InvoicesJob(PortalHost portal)
{
    [Theory]
    [InlineData("admin", true)]
    [InlineData("operator", false)]
    public async Task a_period_is_closed_and_its_invoice_is_read_explained_and_paid_in_two_parts(
        string role, bool scripts)
    {
        var (customerId, charge, _) = await Charged();
        var page = await portal.As(role, "/management/invoices", scripts);
        await page.Link("Close a period").ClickAsync();
        await Preview(page, customerId);
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" }).Locator("tbody tr").Says("12.50");
        var draft = page.GetByRole(AriaRole.Table, new() { Name = "Documents that would be issued" })
            .Locator("tbody tr");
        await draft.Counts(1);
        await draft.Says(customerId);
        (await Invoices(customerId)).ShouldBeEmpty();

        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("January");
        await page.Button("Issue 1 invoice").ClickAsync();
        await page.Locator("#state", new() { HasTextString = "completed" }).WaitForAsync();
        await page.Shows("Issued: 1 invoice.");
        await page.Link("Invoices of this closing").ClickAsync();
        await page.GoesTo("closingId=");
        var number = (await Invoices(customerId)).ShouldHaveSingleItem();
        var listed = page.GetByRole(AriaRole.Table, new() { Name = "Invoices and credit notes" }).Locator("tbody tr");
        await listed.Counts(1);
        await listed.Says("Open");
        await page.Link(number).ClickAsync();
        await page.Heading($"Invoice {number}");
        await page.Locator("#state", new() { HasTextString = "Open" }).WaitForAsync();
        await page.Shows("Position in the log");
        await page.Locator($"a[href='/management/charges/{charge}']", new() { HasTextString = "Why this amount" })
            .ClickAsync();
        await page.Shows("a charge run for 2025-01-01 was asked for");

        await Pay(page, number, "5", "wire-1", "7.50\u00a0USD is left to pay.");
        await page.Locator("#state", new() { HasTextString = "Partly paid" }).WaitForAsync();
        await page.GotoAsync($"/management/customers/{customerId}");
        var tile = page.Locator(".tile", new() { HasTextString = "Open invoices" });
        await tile.Says("7.50");
        await tile.Says("1 invoice to pay");
        await tile.GetByRole(AriaRole.Link).ClickAsync();
        await page.Link(number).ClickAsync();

        // What is left is what the form begins with.
        await Pay(page, number, null, "wire-2", "The invoice is paid.");
        await page.Locator("#state", new() { HasTextString = "Paid" }).WaitForAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Payments and credit notes" })
            .Locator("tbody tr").Counts(2);
        (await page.Link("Record payment").CountAsync()).ShouldBe(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_second_closing_of_the_same_period_says_that_there_is_nothing_to_invoice()
    {
        var (customerId, _, _) = await Charged();
        await Carrier.Closing(portal, customerId);
        var page = await portal.As("operator", "/management/close-period");
        await Preview(page, customerId);
        await page.Shows("Nothing to invoice");
        (await page.Locator("form[method='post'][action='/management/close-period']").CountAsync()).ShouldBe(0);
        await page.GetByLabel("Only these customers").FillAsync("nobody-like-this");
        await page.Button("Preview").ClickAsync();
        await page.Shows("there is no customer nobody-like-this");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.GetByLabel("Through").FillAsync("2999-01-31");
        await page.Button("Preview").ClickAsync();
        await page.Shows("must not be in the future");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task lines_that_credit_has_paid_are_on_the_invoice_when_that_is_chosen()
    {
        var customerId = await Carrier.Customer(portal);
        await Carrier.Assignment(portal, customerId);
        await Run(customerId);
        var page = await portal.As("operator", "/management/close-period");
        await Preview(page, customerId);
        await page.Shows("Nothing to invoice");
        await page.GetByLabel("Which lines").SelectOptionAsync("Also lines paid from credit");
        await page.Button("Preview").ClickAsync();
        await page.Button("Issue 1 invoice").ClickAsync();
        await page.Shows("with the lines paid from credit");
        await page.Link((await Invoices(customerId)).ShouldHaveSingleItem()).ClickAsync();
        await page.Locator("#state", new() { HasTextString = "Paid" }).WaitForAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Total and taxes" })
            .Locator("tr", new() { HasTextString = "Paid from credit" }).Says("-10.00");
        await page.GetByRole(AriaRole.Table, new() { Name = "Lines of this document" }).Says("from credit");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task one_line_is_credited_and_billed_again_with_the_next_closing()
    {
        var (customerId, charge, other) = await Charged();
        var (_, number) = await Carrier.Closing(portal, customerId);
        var page = await portal.As("operator", $"/management/invoices/{number}");
        await page.Link("Credit note").ClickAsync();
        await page.GetByLabel($"Credit {charge}").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("not what was agreed");

        // All lines and a checked one contradict each other.
        await page.Button("Issue credit note").ClickAsync();
        await page.GetByText("Nothing was saved.").WaitForAsync();
        (await page.GetByLabel($"Credit {charge}").IsCheckedAsync()).ShouldBeTrue();
        await page.GetByLabel("Only the lines checked below").CheckAsync();
        await page.GetByLabel("Bill these lines again on the next invoice").CheckAsync();
        await page.Button("Issue credit note").ClickAsync();
        await page.Shows($"Credit note of -10.00\u00a0USD issued for {number}. Its lines will be on the next invoice.");
        await page.Shows("not what was agreed");

        await page.Locator("dl.facts").GetByRole(AriaRole.Link, new() { Name = number, Exact = true }).ClickAsync();
        await page.Locator("#state", new() { HasTextString = "Partly paid" }).WaitForAsync();
        var lines = page.GetByRole(AriaRole.Table, new() { Name = "Lines of this document" }).Locator("tbody tr");
        await lines.Filter(new() { HasTextString = "credited" }).Counts(1);
        await page.GetByRole(AriaRole.Table, new() { Name = "Total and taxes" })
            .Locator("tr", new() { HasTextString = "Left to pay" }).Says("2.50");
        await page.Link("Credit note").ClickAsync();
        await page.GetByLabel($"Credit {other}").WaitForAsync();
        (await page.GetByLabel($"Credit {charge}").CountAsync()).ShouldBe(0);

        await page.GotoAsync("/management/close-period");
        await Preview(page, customerId);
        await page.GetByRole(AriaRole.Table, new() { Name = "Totals by currency" }).Locator("tbody tr").Says("10.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task taxes_are_shown_by_name_and_the_document_is_printed_and_downloaded()
    {
        var (customerId, _, _) = await Charged();
        using var taxed = await portal.Host.Client.PutAsJsonAsync($"/api/customers/{customerId}/tax-rates",
            new { effectiveFrom = "2025-01-01", rates = new[] { new { name = "VAT", percent = "19" } } });
        taxed.EnsureSuccessStatusCode();
        var (_, number) = await Carrier.Closing(portal, customerId);
        var page = await portal.As("finance", $"/management/invoices/{number}");
        var sums = page.GetByRole(AriaRole.Table, new() { Name = "Total and taxes" });
        // 19% of 12.50 is 2.375, half to even.
        await sums.Locator("tr", new() { HasTextString = "VAT 19%" }).Says("2.38");
        await sums.Locator("tr", new() { HasTextString = "Left to pay" }).Says("14.88");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Link("PDF").ClickAsync());
        download.SuggestedFilename.ShouldBe($"{number}.pdf");
        using var file = new StreamReader(await download.CreateReadStreamAsync());
        (await file.ReadToEndAsync()).ShouldStartWith("%PDF-");
        await page.Link("Open page").ClickAsync();
        await page.GetByText(number).First.WaitForAsync();
        (await page.Locator("body").InnerTextAsync()).ShouldContain("14.88");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_payment_of_a_customer_names_the_invoices_that_it_pays()
    {
        var (customerId, _, _) = await Charged();
        var (_, number) = await Carrier.Closing(portal, customerId);
        var page = await portal.As("operator", $"/management/customers/{customerId}/payment");
        await page.GetByLabel("Amount in USD").FillAsync("20");
        await page.GetByLabel("Reference").FillAsync("wire");
        await page.GetByLabel($"{number}: 12.50\u00a0USD left to pay").CheckAsync();
        await page.Button("Enter payment").ClickAsync();
        // What the invoice leaves of 20.00, beside the 100.00 that were there.
        await page.Shows("The credit is 107.50.");
        await page.Locator(".tile", new() { HasTextString = "Open invoices" }).Says("None to pay");
        await page.GotoAsync($"/management/invoices/{number}");
        await page.Locator("#state", new() { HasTextString = "Paid" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task invoices_are_found_by_number_customer_and_status()
    {
        var (customerId, _, _) = await Charged();
        var (_, number) = await Carrier.Closing(portal, customerId);
        var page = await portal.As("finance", "/management/invoices");
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Invoices and credit notes" }).Locator("tbody tr");
        foreach (var text in (string[])[number, customerId])
        {
            await page.GetByLabel("Number or customer ID").FillAsync(text);
            await page.Button("Show").ClickAsync();
            await page.GoesTo($"search={text}");
            await rows.Filter(new() { HasTextString = number }).Counts(1);
            await rows.First.Says(text);
        }
        await page.GetByLabel("Status").SelectOptionAsync("Paid");
        await page.Button("Show").ClickAsync();
        await page.Shows("No matching invoices");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_closing_shows_its_progress_and_then_its_result_by_itself()
    {
        var (customerId, _, _) = await Charged();
        await using var connection = new NpgsqlConnection(portal.Database);
        await connection.OpenAsync();
        await using var held = await connection.BeginTransactionAsync();
        await connection.Execute("SELECT pg_advisory_xact_lock(hashtextextended('invoice numbers', 0))");
        var page = await portal.As("operator", "/management/close-period");
        await Preview(page, customerId);
        await page.Button("Issue 1 invoice").ClickAsync();
        await page.Locator("#state", new() { HasTextString = "running" }).WaitForAsync();
        await page.Shows("Issued so far: no documents.");
        (await page.Barriers("a closing that runs")).ShouldBeEmpty();
        await held.RollbackAsync();
        await page.Shows("Issued: 1 invoice.");
        await page.Link("Invoices of this closing").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task who_only_reads_sees_the_same_and_no_button_that_writes(string role)
    {
        var (customerId, _, _) = await Charged();
        var (closingId, number) = await Carrier.Closing(portal, customerId);
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "seat", startDate = "2025-01-01" });
        await Run(customerId);
        var page = await portal.As(role, "/management/invoices");
        await page.Link("Preview a closing").ClickAsync();
        await Preview(page, customerId);
        await page.Shows("This would be issued");
        await NoneWrites();
        foreach (var path in (string[])[$"invoices/{number}", $"closings/{closingId}", "invoices",
            $"customers/{customerId}/invoices"])
        {
            await page.GotoAsync($"/management/{path}");
            await NoneWrites();
            foreach (var name in (string[])["Record payment", "Credit note", "Close a period"])
                (await page.Link(name).CountAsync()).ShouldBe(0, $"{name} at {path}");
        }
        await page.Context.CloseAsync();

        async Task NoneWrites() => (await page.Locator("main form[method='post']").CountAsync()).ShouldBe(0, page.Url);
    }

    /// <summary>A customer with two lines of 1 January 2025, of 10.00 and 2.50, that wait for an invoice.</summary>
    private async Task<(string CustomerId, string Charge, string Other)> Charged()
    {
        var customerId = await Carrier.Customer(portal);
        var packageId = Carrier.Free("cheap");
        await portal.Post("/api/packages", new { packageId, name = packageId, retail = "2.50", cost = "1",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        var seat = await Carrier.AccruingAssignment(portal, customerId);
        var cheap = await Carrier.AccruingAssignment(portal, customerId, packageId);
        await Run(customerId);
        return (customerId, $"{seat}.recurring.2025-01-01.1", $"{cheap}.recurring.2025-01-01.1");
    }

    private Task Run(string customerId) => portal.Post("/api/charge-runs",
        new { date = "2025-01-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60"));

    private async Task<IReadOnlyList<string>> Invoices(string customerId) =>
        [.. (await portal.Get($"/api/invoices?customerId={customerId}"))!["items"]!.AsArray()
            .Select(invoice => Carrier.Text(invoice, "number"))];

    private static async Task Preview(IPage page, string customerId)
    {
        await page.GetByLabel("Through").FillAsync("2025-01-31");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Preview").ClickAsync();
        await page.GoesTo("through=2025-01-31");
    }

    private static async Task Pay(IPage page, string number, string? amount, string reference, string said)
    {
        await page.GotoAsync($"/management/invoices/{number}");
        await page.Link("Record payment").ClickAsync();
        if (amount is not null) await page.GetByLabel("Amount in USD").FillAsync(amount);
        await page.GetByLabel("Reference").FillAsync(reference);
        await page.Button("Record payment").ClickAsync();
        await page.Shows(said);
    }
}
