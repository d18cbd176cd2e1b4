using System.Text;
using Microsoft.Playwright;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

/// <summary>Files of a switch, and calls that were wrong.</summary>
[Collection(OnePortal.Name)]
public sealed class CallsJob(PortalHost portal)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_file_of_a_switch_is_imported_by_its_name_and_its_calls_are_voided(bool scripts)
    {
        var customerId = await Carrier.Customer(portal);
        var page = await portal.As("operator", "/management/calls", scripts);
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(Sample(customerId));
        await page.Button("Import").ClickAsync();
        await page.Shows("must be chosen, or a mapping file given");
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(Sample(customerId));
        await page.GetByLabel("Written by").SelectOptionAsync("Asterisk Master.csv");
        await page.GetByLabel("Time zone of the switch").FillAsync("Europe/Nowhere");
        await page.Button("Import").ClickAsync();
        await page.Shows("must be an IANA time zone");
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(Sample(customerId));
        await page.GetByLabel("Time zone of the switch").FillAsync("Europe/Madrid");
        await page.Button("Import").ClickAsync();
        await page.Shows("4 rows: 2 recorded, 0 known before, 1 skipped, 1 rejected.");
        await page.GetByRole(AriaRole.Table, new() { Name = "Skipped rows" }).Says("unanswered");
        await page.GetByRole(AriaRole.Table, new() { Name = "Rejected rows" }).Says("must be 1 to 15 digits");
        (await Calls(customerId)).ShouldBe(2);

        await page.Link("Void the calls of this import").ClickAsync();
        await page.Shows("2 calls of 2 would be voided");
        await page.GetByRole(AriaRole.Table, new() { Name = "Effect by customer" }).Says(customerId);
        (await Calls(customerId)).ShouldBe(2);
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("the wrong file");
        await page.Button("Void 2 calls").ClickAsync();
        await page.Shows("2 calls voided.");
        (await Calls(customerId)).ShouldBe(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_call_from_before_its_package_was_assigned_is_rated_again_after_its_effect_was_seen()
    {
        var customerId = await Carrier.Customer(portal);
        await portal.Post("/api/usage", new[] { new { callId = $"{customerId}-1", customerId,
            destination = "+442079460000", startedAt = "2025-02-03T10:00:00Z", billedSeconds = 600,
            amount = "0.20" } });
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "minutes", startDate = "2025-02-01", freeMinutes = 100 });

        var page = await portal.As("operator",
            $"/management/customers/{customerId}/calls?from=2025-02-01&to=2025-02-28");
        await page.Link("Void or rate again calls of these dates").ClickAsync();
        await page.GetByLabel("What to do").SelectOptionAsync("Rate again with what is known now");
        await page.Button("Show what would change").ClickAsync();
        await page.Shows("1 call of 1 would change");
        var effect = page.GetByRole(AriaRole.Table, new() { Name = "Effect by package" });
        await effect.Says("The package was assigned later");
        await effect.Says("10:00");
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("assigned too late");
        await page.Button("Rate 1 call again").ClickAsync();
        await page.Shows("1 call changed by rating again.");
        Carrier.Text((await portal.Get($"/api/customers/{customerId}/calls"))!["items"]![0], "charged")
            .ShouldBe("0.00");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task who_only_looks_sees_the_effect_and_no_button_and_what_is_not_there_is_named()
    {
        var customerId = await Carrier.Customer(portal);
        await portal.Post("/api/usage", new[] { new { callId = $"{customerId}-1", customerId,
            destination = "+442079460000", startedAt = "2025-02-03T10:00:00Z", billedSeconds = 60,
            amount = "0.20" } });
        var page = await portal.As("finance", "/management/correct-calls");
        await page.GetByLabel("Or these calls").FillAsync($"{customerId}-1");
        await page.Button("Show what would change").ClickAsync();
        await page.Shows("1 call of 1 would be voided");
        await page.Button("Void 1 call").Counts(0);

        await page.GetByLabel("Or these calls").FillAsync($"{customerId}-2");
        await page.Button("Show what would change").ClickAsync();
        await page.Shows($"no call {customerId}-2 is recorded");
        await page.GetByLabel("Or these calls").FillAsync("");
        await page.GetByLabel("Or all calls of an import").FillAsync("not-there");
        await page.Button("Show what would change").ClickAsync();
        await page.Shows("there is no import of calls not-there");
        await page.Context.CloseAsync();
    }

    private async Task<int> Calls(string customerId) =>
        (await portal.Get($"/api/customers/{customerId}/calls"))!["items"]!.AsArray().Count;

    /// <summary>The sample of the repository as a customer's own: calls count once, whoever sends them.</summary>
    private static FilePayload Sample(string customerId) => new()
    {
        Name = "Master.csv",
        MimeType = "text/csv",
        Buffer = Encoding.UTF8.GetBytes(
            File.ReadAllText(Path.Combine(Repository.Root, "build", "samples", "calls", "asterisk.csv"))
                .Replace("smp-asterisk", customerId, StringComparison.Ordinal)
                .Replace("PJSIP/7001", $"PJSIP/{customerId}", StringComparison.Ordinal)),
    };
}
