using System.Globalization;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class StatementJob(PortalHost portal)
{
    [Theory]
    [InlineData("operator")]
    [InlineData("finance")]
    public async Task the_last_entries_of_an_account_add_up_after_a_refund_of_an_earlier_dates_charge(string role)
    {
        var customerId = await Refunded();
        var page = await portal.As(role, $"/management/customers/{customerId}");
        var rows = await Rows(page);
        rows.Select(row => (row.What, row.BusinessDate, row.Amount, row.Credit)).ShouldBe(
        [
            ("Brought forward", "", 0, 0), ("Payment", "", 100, 100), ("Recurring", "1 Jan 2025", -10, 90),
            ("Recurring", "1 Feb 2025", -10, 80), ("Reversal", "1 Jan 2025", 10, 90),
        ]);
        await page.Fits(1280);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task the_chart_follows_the_credit_over_recorded_time_and_rises_with_a_refund()
    {
        var customerId = await Refunded();
        var page = await portal.As("finance", $"/management/customers/{customerId}");
        await page.Locator("canvas[data-chart]").WaitForAsync();
        var chart = System.Text.Json.Nodes.JsonNode.Parse(
            (await page.Locator("canvas[data-chart]").GetAttributeAsync("data-chart"))!)!;
        chart["series"]![0]!["values"]!.AsArray().Select(value => value!.GetValue<decimal>())
            .ShouldBe([0m, 100m, 90m, 80m, 90m]);
        chart["labels"]![0]!.GetValue<string>().ShouldBe("Brought forward");

        await page.GetByText("The numbers in the chart").ClickAsync();
        var numbers = await page.GetByRole(AriaRole.Table, new() { Name = "Credit over time" })
            .Locator("tbody tr").AllInnerTextsAsync();
        numbers.Select(row => row.Split('\t')[1]).ShouldBe(["0.00", "100.00", "90.00", "80.00", "90.00"]);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_account_and_its_statement_are_filtered_by_the_dates_on_which_entries_were_recorded()
    {
        var customerId = await Refunded();
        // By business dates there would be two entries; all were recorded today, or yesterday
        // if midnight has come since.
        var page = await portal.As("finance", $"/management/customers/{customerId}?from=2025-01-01&to=2025-02-28");
        await page.Shows("Nothing changed the credit on these dates");
        await page.GotoAsync($"/management/customers/{customerId}/statement");
        await page.GetByLabel("Recorded from", new() { Exact = true })
            .FillAsync(DateTime.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.Button("Show").ClickAsync();
        await page.GoesTo("from=");
        (await Rows(page)).Count.ShouldBe(5);
        await page.GetByLabel("Recorded from", new() { Exact = true })
            .FillAsync(DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.Button("Show").ClickAsync();
        await page.Shows("The credit stayed at 90.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_statement_of_several_pages_carries_the_credit_on()
    {
        var customerId = await Carrier.Customer(portal);
        for (var n = 1; n <= 120; n++)
            await portal.Post(
                $"/api/customers/{customerId}/adjustments", new { amount = "-0.25", reason = $"fee {n}" });
        var page = await portal.As("finance", $"/management/customers/{customerId}/statement");
        var first = await Rows(page);
        AddUp(first);
        await page.Link("Next page").ClickAsync();
        await page.GoesTo("after=");
        var second = await Rows(page);
        AddUp(second);
        second[0].Credit.ShouldBe(first[^1].Credit);
        (first.Count + second.Count).ShouldBe(2 + 121);
        second[^1].Credit.ShouldBe(70);
        // The account shows the newest of them, with the credit before.
        await page.GotoAsync($"/management/customers/{customerId}");
        var last = await Rows(page);
        AddUp(last);
        (last.Count, last[0].Credit, last[^1].Credit).ShouldBe((11, 72.5m, 70m));
        await page.Context.CloseAsync();

        static void AddUp(IReadOnlyList<Row> rows)
        {
            foreach (var (above, row) in rows.Zip(rows.Skip(1))) row.Credit.ShouldBe(above.Credit + row.Amount);
        }
    }

    [Fact]
    public async Task a_statement_is_printed_and_downloaded_for_the_dates_that_are_shown()
    {
        var customerId = await Refunded();
        var page = await portal.As("finance", $"/management/customers/{customerId}/statement?from=2025-01-01");
        foreach (var (text, begins) in new[] { ("PDF", "%PDF-"), ("CSV", "customerId,") })
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.Link(text).ClickAsync());
            download.SuggestedFilename.ShouldBe($"statement-{customerId}.{text.ToLowerInvariant()}");
            using var file = new StreamReader(await download.CreateReadStreamAsync());
            (await file.ReadToEndAsync()).ShouldStartWith(begins);
        }
        await page.Link("Page to print").ClickAsync();
        await page.GetByText("Reversal for Jan 1, 2025: in error").WaitForAsync();
        (await page.Locator("body").InnerTextAsync()).ShouldContain("USD 90.00");
        // Its style counts, although the portal's own pages allow no style inside a page.
        (await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('th:last-child')).textAlign"))
            .ShouldBeOneOf("right", "end");
        await page.Context.CloseAsync();
    }

    private sealed record Row(string What, string BusinessDate, decimal Amount, decimal Credit);

    private static async Task<IReadOnlyList<Row>> Rows(IPage page)
    {
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Statement" });
        await table.WaitForAsync();
        return
        [
            .. (await table.Locator("tbody tr").AllInnerTextsAsync()).Select(text => text.Split('\t'))
                .Select(cells => cells.Length == 2
                    ? new Row(cells[0].Trim(), "", 0, Amount(cells[1]))
                    : new Row(cells[1].Trim(), cells[2].Trim(), Amount(cells[^2]), Amount(cells[^1]))),
        ];

        static decimal Amount(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
    }

    /// <summary>A customer who has paid 100, was charged 10 for each of two dates of last year,
    /// and got the first 10 back.</summary>
    private async Task<string> Refunded()
    {
        var customerId = await Carrier.Customer(portal);
        var assignmentId = await Carrier.Assignment(portal, customerId);
        foreach (var date in new[] { "2025-01-01", "2025-02-01" })
            await portal.Post(
                "/api/charge-runs", new { date, customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        await portal.Post($"/api/charges/{assignmentId}.recurring.2025-01-01.1/reverse", new { reason = "in error" });
        return customerId;
    }
}
