using System.Globalization;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>The schedule through HTTP, on the real composition and the real clock.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task an_assignment_that_starts_today_is_billed_today_by_itself()
    {
        await using var node = await Start(("Scheduler:RunAt", "00:00"));
        using var api = new Api(node.Address, TestHost.AdminKey);
        await api.Must("POST", "/api/packages", """{"packageId":"p","name":"p","retail":"2","cost":"1","frequency":"daily"}""");
        await api.Must("POST", "/api/customers", """{"customerId":"acme","name":"Acme"}""");
        var today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await api.Must("POST", "/api/customers/acme/packages", new { packageId = "p", startDate = today });
        await Eventually.True(async () => (await api.Must("GET", "/api/customers/acme/charges"))!["items"]!.AsArray().Count == 1, "today is billed");
        var schedule = (await api.Must("GET", "/api/schedule"))!;
        (schedule["enabled"]!.GetValue<bool>(), schedule["runAt"]!.GetValue<string>()).ShouldBe((true, "00:00"));
        var zone = schedule["zones"]!.AsArray().ShouldHaveSingleItem()!;
        (zone["timeZone"]!.GetValue<string>(), zone["customers"]!.GetValue<int>()).ShouldBe(("UTC", 1));
        DateOnly.ParseExact(zone["nextDate"]!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateOnly.ParseExact(today, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task a_time_that_is_none_is_refused_at_the_start() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => Start(("Scheduler:RunAt", "six")))).Message.ShouldContain("Scheduler:RunAt");

    private static async Task<Node> Start(params (string Name, string Value)[] more) => await Node.Start(new NodeSettings
    {
        Quiet = true,
        Configuration = new Dictionary<string, string?>(more.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)))
        {
            ["ConnectionStrings:PackageBilling"] = await TestPostgres.NewDatabase(),
            ["Encryption:Key"] = HostProcess.EncryptionKey,
            ["Auth:AdminKey"] = TestHost.AdminKey,
            ["urls"] = "http://127.0.0.1:0",
        },
    }, CancellationToken.None);
}
