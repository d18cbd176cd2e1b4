using System.Globalization;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>The schedule through HTTP, on the real composition and the real clock.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task an_assignment_that_starts_today_is_billed_today_by_itself()
    {
        await using var node = await Start("00:00");
        using var api = new Api(node.Address, TestHost.AdminKey);
        await api.Must(
            "POST", "/api/packages", """{"packageId":"p","name":"p","retail":"2","cost":"1","frequency":"daily"}""");
        await api.Must("POST", "/api/customers", """{"customerId":"acme","name":"Acme"}""");
        var today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await api.Must("POST", "/api/customers/acme/packages", new { packageId = "p", startDate = today });
        await Eventually.True(async () =>
            (await api.Must("GET", "/api/customers/acme/charges"))!["items"]!.AsArray().Count == 1, "today is billed");
        var schedule = (await api.Must("GET", "/api/schedule"))!;
        (schedule["enabled"]!.GetValue<bool>(), schedule["runAt"]!.GetValue<string>()).ShouldBe((true, "00:00"));
        var zone = schedule["zones"]!.AsArray().ShouldHaveSingleItem()!;
        (zone["timeZone"]!.GetValue<string>(), zone["customers"]!.GetValue<int>()).ShouldBe(("UTC", 1));
        DateOnly.ParseExact(zone["nextDate"]!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(DateOnly.ParseExact(today, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private static async Task<Node> Start(string runAt) =>
        await TestHost.Start(
            await TestPostgres.NewDatabase(), ("Scheduler:Enabled", "true"), ("Scheduler:RunAt", runAt));
}
