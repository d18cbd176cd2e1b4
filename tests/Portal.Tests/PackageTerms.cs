using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>What a package bills, prorates, sets a minimum for and grants, from its form to its page.</summary>
[Collection(OnePortal.Name)]
public sealed class PackageTerms(PortalHost portal)
{
    [Fact]
    public async Task a_quarterly_package_that_prorates_is_defined_shown_in_words_and_revised_without_losing_a_term()
    {
        var name = Carrier.Free("Quarterly");
        var page = await portal.As("admin", "/setup/config/new-package");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("30");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("12");
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Frequency interval").FillAsync("3");
        await page.GetByText("4 times in the next year").WaitForAsync();
        await page.GetByLabel("First: ").CheckAsync();
        await page.GetByLabel("Last: ").CheckAsync();
        await page.GetByLabel("Minimum spend", new() { Exact = true }).FillAsync("50");
        await page.GetByLabel("In proportion to the active days").CheckAsync();
        await page.GetByText("Retail and minimum spend are both billed").WaitForAsync();
        await page.GetByLabel("Destinations").Counts(0);
        await page.Button("Define package").ClickAsync();

        await page.Heading(name);
        await page.Shows("every 3 months on day 1, counted from January");
        await page.Shows("per unit and interval, in proportion to its active days");
        await page.GetByRole(AriaRole.Table, new() { Name = "History of this package" })
            .Says("prorate first, last; minimum spend 50.00 in proportion");

        await page.Link("Revise").ClickAsync();
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("33");
        await page.GetByLabel("Effective from").FillAsync("2030-01-01");
        await page.Button("Compare old and new").ClickAsync();
        await page.Locator("#comparison tr.changed").Counts(1);
        await page.Button("Save the revision").ClickAsync();
        await page.Shows("The package is revised");
        var before = await portal.Get($"/api/packages/{name}?on=2029-12-31");
        var after = await portal.Get($"/api/packages/{name}?on=2030-01-01");
        Carrier.Text(after, "retail").ShouldBe("33.00");
        foreach (var term in new[] { "frequency", "frequencyMatch", "frequencyInterval", "anchor", "prorate",
            "minimumSpend", "minimumProrated" })
            after![term]!.ToJsonString().ShouldBe(before![term]!.ToJsonString(), term);
        after!["prorate"]!.ToJsonString().ShouldBe("""["first","last"]""");
        (after["frequencyInterval"]!.GetValue<int>(), after["minimumProrated"]!.GetValue<bool>()).ShouldBe((3, true));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_bundle_that_bills_on_the_day_of_its_start_keeps_all_terms_of_its_minutes_when_it_is_revised()
    {
        var name = Carrier.Free("Anniversary");
        var page = await portal.As("admin", "/setup/config/new-package");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Type", new() { Exact = true }).SelectOptionAsync("freeMinutes");
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("5");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("1");
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Destinations").FillAsync("44");
        await page.GetByLabel("Rollover minutes").FillAsync("100");
        await page.GetByLabel("Minutes for each unit").CheckAsync();
        await page.GetByLabel("1", new() { Exact = true }).UncheckAsync();
        await page.GetByText("Choose at least one day").WaitForAsync();
        await page.GetByLabel("Anchor").SelectOptionAsync("start");
        await page.GetByLabel("Show dates for a start on").FillAsync("2031-01-31");
        await page.Locator("#frequency-dates", new() { HasTextString = "starts on 31 Jan 2031" }).Says("28 Feb 2031");
        await page.Button("Define package").ClickAsync();

        await page.Heading(name);
        await page.Shows("monthly on the start's day of the month");
        await page.Shows("up to 100 that a window has left, in the next one");
        await page.Shows("for each unit of the quantity");
        await page.Shows("For an assignment that starts on");

        await page.Link("Revise").ClickAsync();
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("6");
        await page.GetByLabel("Effective from").FillAsync("2030-01-01");
        await page.Button("Compare old and new").ClickAsync();
        await page.Locator("#comparison tr.changed").Counts(1);
        await page.Button("Save the revision").ClickAsync();
        await page.Shows("The package is revised");
        var after = await portal.Get($"/api/packages/{name}?on=2030-01-01");
        (Carrier.Text(after, "retail"), Carrier.Text(after, "anchor"), after!["rolloverMinutes"]!.GetValue<int>(),
            after["minutesTimesQuantity"]!.GetValue<bool>(), after["destinations"]!.ToJsonString())
            .ShouldBe(("6.00", "start", 100, true, """["44"]"""));
        await page.Context.CloseAsync();
    }
}
