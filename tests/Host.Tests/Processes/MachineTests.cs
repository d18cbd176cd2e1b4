using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>What the machine is set to changes nothing (I12).</summary>
public sealed class MachineTests
{
    [Theory]
    [InlineData("Pacific/Kiritimati", "tr_TR.UTF-8")]
    [InlineData("Etc/GMT+12", "ar_SA.UTF-8")]
    public async Task the_servers_time_zone_and_culture_change_no_answer(string zone, string culture)
    {
        await using var host = await HostProcess.Start(await TestPostgres.NewDatabase(), new Dictionary<string, string>
        {
            ["TZ"] = zone,
            ["LANG"] = culture,
            ["LC_ALL"] = culture,
            ["Scheduler__Enabled"] = "false",
        });
        using var api = new Api(host.Address, host.AdminKey);
        await ScenarioTests.PlayAll(api);
        (await host.Stop()).ShouldBe(0);
    }
}
