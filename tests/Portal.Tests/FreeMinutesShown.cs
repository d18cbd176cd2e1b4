using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class FreeMinutesShown(PortalHost portal)
{
    [Fact]
    public async Task free_minutes_of_an_assignment_are_shown_on_its_page_and_in_both_lists_with_what_is_used_and_left()
    {
        var (customerId, packageId, assignmentId) = await Granted("2025-01-01");
        await portal.Post("/api/usage", new[] { new { callId = customerId, customerId, destination = "+442079460000",
            startedAt = DateTimeOffset.UtcNow, billedSeconds = 615, amount = "0.20" } });
        var page = await portal.As("finance");
        foreach (var (path, part) in new[]
        {
            ($"/management/customers/{customerId}/packages",
                page.GetByRole(AriaRole.Table, new() { Name = "Packages of this customer" })),
            ($"/management/customers/{customerId}/packages/{assignmentId}", page.Locator("dl.facts").First),
            ($"/setup/config/packages/{packageId}/assignments",
                page.GetByRole(AriaRole.Table, new() { Name = "Assignments of this package" })),
        })
        {
            await page.GotoAsync(path);
            await part.Says("300 each period");
            await part.Says("10:15 used, 289:45 left now");
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task free_minutes_that_cannot_be_used_yet_are_shown_as_assigned()
    {
        var (customerId, packageId, assignmentId) = await Granted("2099-01-01");
        var page = await portal.As("finance");
        foreach (var path in new[] { $"/management/customers/{customerId}/packages",
            $"/management/customers/{customerId}/packages/{assignmentId}",
            $"/setup/config/packages/{packageId}/assignments" })
        {
            await page.GotoAsync(path);
            await page.Content().Says("300 each period");
            await page.Content().Says("none to use today");
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task minutes_that_the_window_before_had_left_are_shown_beside_what_is_granted()
    {
        var (customerId, packageId, assignmentId) = await Granted("2025-01-01", rollover: 100);
        var page = await portal.As("finance");
        foreach (var path in new[] { $"/management/customers/{customerId}/packages/{assignmentId}",
            $"/setup/config/packages/{packageId}/assignments" })
        {
            await page.GotoAsync(path);
            await page.Content().Says("400:00 granted, 100:00 of them carried over");
        }
        await page.GotoAsync($"/management/customers/{customerId}/calls");
        await page.GetByRole(AriaRole.Table, new() { Name = "Free minutes" })
            .GetByRole(AriaRole.Row, new() { Name = packageId }).Says("100:00");
        await page.Context.CloseAsync();
    }

    private async Task<(string CustomerId, string PackageId, string AssignmentId)> Granted(
        string startDate, int rollover = 0)
    {
        var packageId = Carrier.Free("bundle");
        await portal.Post("/api/packages", new { packageId, name = packageId, type = "freeMinutes", retail = "5",
            cost = "1", frequency = "monthly", frequencyMatch = new[] { 1 }, rolloverMinutes = rollover });
        var customerId = await Carrier.Customer(portal);
        return (customerId, packageId, Carrier.Text(await portal.Post(
            $"/api/customers/{customerId}/packages", new { packageId, startDate, freeMinutes = 300 }), "assignmentId"));
    }
}
