using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class ReversalsJob(PortalHost portal)
{
    [Fact]
    public async Task a_line_is_reversed_for_good_unless_it_is_to_be_charged_again_and_either_says_what_happens_next()
    {
        var (customerId, _, lines) = await Charged("seat", "did-us");
        var page = await portal.As("operator", $"/management/charges/{lines[0]}");
        await page.Shows("This line won't be charged again.");
        await page.Shows("The next run for 1 Feb 2025 charges it again.");
        (await page.GetByLabel("Don't charge again").IsCheckedAsync()).ShouldBeTrue();
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("not what was agreed");
        await page.Button("Reverse this line").ClickAsync();
        await page.Shows("The line is reversed. It won't be charged again.");

        await page.GotoAsync($"/management/charges/{lines[1]}");
        await page.GetByLabel("Charge again at the next run of this date").CheckAsync();
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("the wrong price");
        await page.Button("Reverse this line").ClickAsync();
        await page.Shows("The line is reversed. The next run for 1 Feb 2025 charges it again.");
        await page.Shows("reversed, to be charged again");

        await page.GotoAsync("/management/new-charge-run?date=2025-02-01");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show what it would charge").ClickAsync();
        var preview = page.GetByRole(AriaRole.Table, new() { Name = "Lines" }).Locator("tbody tr");
        await preview.Filter(new() { HasTextString = "seat" }).Says("it won't be charged again");
        await preview.Filter(new() { HasTextString = "did-us" }).Says("Charged");
        (await page.Button("Run: post 1 line").IsVisibleAsync()).ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    public async Task a_whole_run_is_shown_with_lines_totals_and_accounts_and_then_reversed_with_a_reason(string role)
    {
        var (customerId, runId, lines) = await Charged("seat", "did-us");
        var page = await portal.As(role, $"/management/charge-runs/{runId}");
        await page.Link("Reverse this run").ClickAsync();
        await page.Shows("2 lines would be reversed");
        await page.GetByRole(AriaRole.Table, new() { Name = "What would be given back" }).Says("-12.50");
        await page.GetByRole(AriaRole.Table, new() { Name = "Accounts" }).Locator("tbody tr").Says("100.00");
        await page.GetByRole(AriaRole.Table, new() { Name = "Lines that would be reversed" })
            .Locator("tbody tr").Counts(2);
        await page.Shows("These lines won't be charged again.");
        await page.Shows("The next run for 1 Feb 2025 charges them again.");
        (await Charges(customerId)).ShouldBe(lines.Count);

        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("the wrong month");
        await page.Button("Reverse 2 lines").ClickAsync();
        await page.Shows("2 lines are reversed. These lines won't be charged again.");
        Carrier.Text(await portal.Get($"/api/customers/{customerId}/account"), "credit").ShouldBe("100.00");
        (await Charges(customerId)).ShouldBe(2 * lines.Count);

        await page.Link("Reverse this run").ClickAsync();
        await page.Shows("Nothing is left to reverse");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_run_is_reversed_for_some_customers_and_charged_again()
    {
        var (customerId, runId, _) = await Charged("seat");
        var page = await portal.As("operator", $"/management/charge-runs/{runId}/reverse");
        await page.GetByLabel("Only these customers").FillAsync("nobody-like-this");
        await page.Button("Show again").ClickAsync();
        await page.Shows("there is no customer nobody-like-this");
        await page.GetByLabel("Only these customers").FillAsync(customerId);
        await page.Button("Show again").ClickAsync();
        await page.Shows("1 line would be reversed");
        await page.GetByLabel("Charge again at the next run of this date").CheckAsync();
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("the wrong price");
        await page.Button("Reverse 1 line").ClickAsync();
        await page.Shows("1 line is reversed. The next run for 1 Feb 2025 charges them again.");
        var again = await portal.Post(
            "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        again!["totals"]!["lines"]!.GetValue<int>().ShouldBe(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_run_says_how_many_lines_were_not_charged_and_lists_as_many()
    {
        var customerId = await Carrier.Customer(portal);
        var packageId = Carrier.Free("setup-only");
        // Its setup is charged, its recurring line of 0 is skipped: one assignment, which counts as charged.
        await portal.Post("/api/packages", new { packageId, name = packageId, retail = "0", cost = "0",
            setupRetail = "5", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await Carrier.Assignment(portal, customerId, packageId, "2025-02-01");
        var run = Carrier.Text(await portal.Post("/api/charge-runs",
            new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
        var page = await portal.As("operator", $"/management/charge-runs/{run}");
        await page.Shows("Assignments with something due: 1 (charged 1, already charged 0, skipped 0, quarantined 0).");
        await page.Shows("Lines not charged: 0 already charged, 1 skipped, 0 quarantined");
        await page.Link("1 skipped").ClickAsync();
        await page.Locator("#results tbody tr").Counts(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task run_package_tells_lines_that_are_charged_twice_from_lines_that_were_reversed()
    {
        var (customerId, _, lines) = await Charged("seat", "did-us");
        await portal.Post($"/api/charges/{lines[0]}/reverse", new { reason = "a mistake" });
        var page = await portal.As("operator", $"/management/customers/{customerId}/run-package");
        await page.GetByLabel("Date").FillAsync("2025-02-01");
        await page.Button("Show what it would charge").ClickAsync();
        await page.Shows("1 line was charged for this date already and will be charged again.");
        await page.Shows("1 line was charged for this date before and reversed, and will be charged once more.");
        await page.GetByRole(AriaRole.Table, new() { Name = "Lines" })
            .Locator("tbody tr", new() { HasTextString = "again" }).Counts(2);
        await page.Context.CloseAsync();
    }

    /// <summary>A customer of its own, a run of its packages, and the recurring lines of that run.</summary>
    private async Task<(string CustomerId, string RunId, IReadOnlyList<string> Lines)> Charged(params string[] packages)
    {
        var (customerId, lines) = (await Carrier.Customer(portal), new List<string>());
        foreach (var package in packages)
        {
            // Set up long ago, so that only the recurring line is due.
            var made = await portal.Post($"/api/customers/{customerId}/packages", new { packageId = package,
                startDate = "2025-01-01", autoDecrementCredit = true, billedThrough = "2025-01-31" });
            lines.Add($"{Carrier.Text(made, "assignmentId")}.recurring.2025-02-01.1");
        }
        var run = await portal.Post(
            "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        return (customerId, Carrier.Text(run, "runId"), lines);
    }

    private async Task<int> Charges(string customerId) =>
        (await portal.Get($"/api/customers/{customerId}/charges"))!["items"]!.AsArray().Count;
}
