using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class PackagesJob(PortalHost portal)
{
    [Fact]
    public async Task a_package_is_defined_found_revised_and_retired()
    {
        var name = Carrier.Free("Trunk");
        var page = await portal.As("admin");
        await page.Link("Packages").First.ClickAsync();
        await page.Heading("Packages");
        await page.Link("New package").ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("20");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("12.5");
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync(name);

        // The days appear with the frequency, and the dates and the year's amount with the days.
        await page.GetByLabel("Frequency", new() { Exact = true }).SelectOptionAsync("weekly");
        await page.GetByText("Choose at least one day").WaitForAsync();
        await page.GetByLabel("Mon").CheckAsync();
        await page.GetByText("Next 12 dates").First.WaitForAsync();
        await page.GetByLabel("Frequency", new() { Exact = true }).SelectOptionAsync("monthly");
        await page.GetByLabel("31", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("1", new() { Exact = true }).UncheckAsync();
        await page.GetByText("12 times in the next year").WaitForAsync();
        await page.Locator("[data-yearly]", new() { HasTextString = "240.00" }).WaitForAsync();
        await page.Button("Define package").ClickAsync();

        await page.Heading(name);
        var stored = await portal.Get($"/api/packages/{name}");
        (Carrier.Text(stored, "retail"), Carrier.Text(stored, "cost"), Carrier.Text(stored, "frequency"))
            .ShouldBe(("20.00", "12.50", "monthly"));
        stored!["frequencyMatch"]!.ToJsonString().ShouldBe("[31]");

        await page.GotoAsync("/setup/config/packages");
        await page.GetByLabel("Search name or id").FillAsync(name);
        await page.GetByText("1 package", new() { Exact = true }).WaitForAsync();
        await page.GoesTo($"/packages[?]search={name}");
        await page.Link(name).ClickAsync();

        await page.Link("Revise").ClickAsync();
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("22");
        await page.GetByLabel("Effective from").FillAsync("2030-01-01");
        await page.GetByLabel("Why").FillAsync("price list of 2030");
        await page.Button("Compare old and new").ClickAsync();
        var retail = page.GetByRole(AriaRole.Row, new() { Name = "Retail", Exact = false }).First;
        await retail.Says("20.00");
        await retail.Says("22.00");
        await page.Shows("0 assignments are affected");
        await page.Button("Save the revision").ClickAsync();
        await page.Shows("The package is revised");
        await page.Shows("price list of 2030");
        Carrier.Text(await portal.Get($"/api/packages/{name}?on=2030-01-01"), "retail").ShouldBe("22.00");
        Carrier.Text(await portal.Get($"/api/packages/{name}?on=2029-12-31"), "retail").ShouldBe("20.00");

        await page.GetByLabel("Why (kept in the history)").FillAsync("not sold any more");
        await page.Button("Retire").ClickAsync();
        await page.Shows("The package is retired");
        (await portal.Get($"/api/packages/{name}"))!["retired"]!.GetValue<bool>().ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task destinations_in_the_notation_of_another_switch_are_taken_and_shown_as_prefixes()
    {
        var name = Carrier.Free("bundle");
        var page = await portal.As("admin", "/setup/config/new-package");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Type", new() { Exact = true }).SelectOptionAsync("freeMinutes");
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("5");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("1");
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Destinations").FillAsync("^44|^91|^1|9[1-3]");
        await page.Button("Define package").ClickAsync();
        await page.Shows("“9[1-3]” isn't a prefix");
        await page.GetByLabel("Destinations").FillAsync("^44|^91|^1");
        await page.Button("Define package").ClickAsync();
        await page.Heading(name);
        await page.Shows("1, 44, 91");
        (await portal.Get($"/api/packages/{name}"))!["destinations"]!.ToJsonString().ShouldBe("""["1","44","91"]""");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task the_list_is_searched_filtered_and_sorted_by_all_and_its_address_can_be_shared(string role)
    {
        var name = Carrier.Free("listed");
        foreach (var (id, retail, frequency, type) in new[] { ("b", "3", "daily", "standard"),
            ("a", "5", "daily", "freeMinutes"), ("c", "9", "none", "standard") })
            await portal.Post("/api/packages",
                new { packageId = $"{name}-{id}", name = $"{name} {id}", retail, cost = "1", frequency, type });
        await portal.Post($"/api/packages/{name}-c/retire", new { });
        var page = await portal.As(role, "/setup/config/packages");
        await page.GetByLabel("Search name or id").FillAsync(name);
        await page.GoesTo($"search={name}");
        await Rows(page, $"{name}-a", $"{name}-b");
        await page.Link("Retail").ClickAsync();
        await page.GoesTo("sort=retail");
        await Rows(page, $"{name}-a", $"{name}-b");
        await page.Link("Id").ClickAsync();
        await page.GoesTo("sort=id");
        await page.GetByLabel("With retired").CheckAsync();
        await Rows(page, $"{name}-a", $"{name}-b", $"{name}-c");
        await page.GetByLabel("Frequency", new() { Exact = true }).SelectOptionAsync("daily");
        await Rows(page, $"{name}-a", $"{name}-b");
        await page.GetByLabel("Type", new() { Exact = true }).SelectOptionAsync("standard");
        await Rows(page, $"{name}-b");
        await page.GoesTo("type=standard");
        var shared = await portal.As("auditor", new Uri(page.Url).PathAndQuery);
        await Rows(shared, $"{name}-b");
        await shared.Context.CloseAsync();
        await page.Context.CloseAsync();

        static Task Rows(IPage page, params string[] ids) => Assertions.Expect(page.Locator("#results tbody td.mono"))
            .ToHaveTextAsync(ids, new() { Timeout = PortalHost.Patience });
    }

    [Fact]
    public async Task leaving_the_search_field_asks_for_nothing_and_so_takes_no_link_away_that_is_being_clicked()
    {
        var name = Carrier.Free("left");
        foreach (var (id, frequency) in new[] { ("a", "daily"), ("b", "none") })
            await portal.Post("/api/packages",
                new { packageId = $"{name}-{id}", name = $"{name} {id}", retail = "3", cost = "1", frequency });
        var page = await portal.As("auditor", "/setup/config/packages");
        await page.GetByLabel("Search name or id").FillAsync(name);
        await page.GoesTo($"search={name}");
        await page.Locator("#results tbody td.mono").Counts(2);
        var asked = 0;
        page.Request += (_, request) => asked += request.Url.Contains("search=", StringComparison.Ordinal) ? 1 : 0;
        await page.Press("Tab");
        await page.GetByLabel("Frequency", new() { Exact = true }).SelectOptionAsync("daily");
        await page.Locator("#results tbody td.mono").Counts(1);
        asked.ShouldBe(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_revision_says_how_many_assignments_it_affects_and_who_has_them()
    {
        var packageId = Carrier.Free("held");
        await portal.Post("/api/packages", new { packageId, name = packageId, currency = "USD", retail = "1",
            cost = "0", frequency = "monthly", frequencyMatch = new[] { 1 } });
        var customerId = await Carrier.Customer(portal);
        foreach (var (start, end) in new[] { ("2025-01-01", null), ("2030-06-01", null), ("2025-01-01", "2029-12-31") })
            await portal.Post(
                $"/api/customers/{customerId}/packages", new { packageId, startDate = start, endDate = end });
        var page = await portal.As("admin", $"/setup/config/packages/{packageId}/revise?effectiveFrom=2030-01-01");
        await page.Button("Compare old and new").ClickAsync();
        await page.Shows("2 assignments are affected");
        await page.Shows("1 active on that date, 0 paused and 1 that begin later");
        var holders = await page.RunAndWaitForPopupAsync(() => page.GetByText("Who they are").ClickAsync());
        await holders.Shows("1 active, 0 paused, 1 upcoming, 1 ended, 0 cancelled");
        await holders.Locator($"a[href='/management/customers/{customerId}']").Counts(3);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_preview_that_is_asked_for_while_the_form_is_sent_takes_nothing_from_what_the_next_page_says()
    {
        var name = Carrier.Free("Raced");
        var page = await portal.As("admin", "/setup/config/new-package");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("5");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("1");
        await page.EvaluateAsync("""
            async () => {
              const form = document.querySelector('main form'), body = new URLSearchParams(new FormData(form))
              await fetch(form.action, { method: 'POST', body, redirect: 'manual' })
              await fetch('/setup/config/frequency?frequency=daily', { headers: { 'HX-Request': 'true' } })
            }
            """);
        await page.GotoAsync("/setup/config/packages");
        await page.Shows($"Package {name} is defined.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task what_is_wrong_is_said_beside_its_field_and_nothing_is_lost()
    {
        var page = await portal.As("admin", "/setup/config/new-package");
        await page.GetByLabel("Name").FillAsync("Hosted seat");
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("5");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("1");
        await page.Button("Define package").ClickAsync();
        await page.GetByText("Nothing was saved.").WaitForAsync();
        await page.Locator("#f-name-fault").Says("is the name of package seat already");
        (await page.GetByLabel("Name").GetAttributeAsync("aria-invalid")).ShouldBe("true");
        (await page.GetByLabel("Retail", new() { Exact = true }).InputValueAsync()).ShouldBe("5");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task an_id_that_is_made_of_the_name_gives_way_to_one_that_is_there()
    {
        var name = Carrier.Free("Same words");
        await portal.Post("/api/packages", new { packageId = name.ToLowerInvariant().Replace(' ', '-'),
            name = name + "?", retail = "1", cost = "0", frequency = "daily" });
        var page = await portal.As("admin", "/setup/config/new-package");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("5");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("1");
        await page.Button("Define package").ClickAsync();
        await page.Heading(name);
        page.Url.ShouldNotEndWith(name.ToLowerInvariant().Replace(' ', '-'));
        (await portal.Get($"/api/packages?search={Uri.EscapeDataString(name)}"))!["items"]!.AsArray().Count.ShouldBe(2);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task without_scripts_it_works_as_well()
    {
        var name = Carrier.Free("Plain");
        var page = await portal.As("admin", "/setup/config/new-package", scripts: false);
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("7");
        await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Frequency", new() { Exact = true }).SelectOptionAsync("weekly");
        await page.Button("Show the days of this frequency").ClickAsync();
        await page.GetByLabel("Thu").CheckAsync();
        await page.Button("Define package").ClickAsync();
        await page.Heading(name);
        var found = (await portal.Get($"/api/packages?search={name}"))!["items"]![0];
        found!["frequencyMatch"]!.ToJsonString().ShouldBe("[\"thu\"]");
        await page.Context.CloseAsync();
    }
}
