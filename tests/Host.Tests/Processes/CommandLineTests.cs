using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>The host as a command: what it prints, where, and its exit codes.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task a_simulation_shows_what_the_run_then_charges()
    {
        var database = await TestPostgres.NewDatabase();
        await using (var node = await TestHost.Start(database)) await OneMonthlyPackage(node);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        try
        {
            var simulated = await HostProcess.Run(
                database, ["simulate", "--from", "2025-01-31", "--to", "2025-02-01", "--csv", file, "--json"]);
            simulated.ExitCode.ShouldBe(0, simulated.Errors);
            JsonNode.Parse(simulated.Output)!["items"]!.AsArray().Select(day => (day!["key"]!.GetValue<string>(),
                day["retail"]!.GetValue<string>())).ShouldBe([("2025-02-01", "10.00")]);
            (await File.ReadAllLinesAsync(file)).Length.ShouldBe(2);

            var run = await HostProcess.Run(database, ["run", "--date", "2025-02-01", "--csv", file]);
            run.ExitCode.ShouldBe(0, run.Errors);
            run.Output.ShouldContain("| 2025-02-01 |");
            run.Output.ShouldContain("USD");
            (await File.ReadAllTextAsync(file)).ShouldContain(",charged,");

            var replayed = await HostProcess.Run(
                database, ["replay", "--from", "2025-02-01", "--to", "2025-02-01", "--json"]);
            replayed.ExitCode.ShouldBe(0, replayed.Errors);
            JsonNode.Parse(replayed.Output)!["equal"]!.GetValue<bool>().ShouldBeTrue();

            var compared = await HostProcess.Run(database, ["compare", "--left", "2025-02-01", "--left-known-at", "0",
                "--right", "2025-02-01", "--csv", file, "--json"]);
            compared.ExitCode.ShouldBe(1, compared.Errors);
            JsonNode.Parse(compared.Output)!["totals"]![0]!["retail"]!.GetValue<string>().ShouldBe("10.00");
            (await File.ReadAllLinesAsync(file)).Length.ShouldBe(2);

            var again = await HostProcess.Run(
                database, ["run", "--date", "2025-02-01", "--customer", "command", "--simulate", "--json"]);
            JsonNode.Parse(again.Output)!["totals"]!["alreadyCharged"]!.GetValue<int>().ShouldBe(1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task an_assignment_is_paused_and_resumed_and_the_reason_is_kept()
    {
        var database = await TestPostgres.NewDatabase();
        string assignmentId;
        await using (var node = await TestHost.Start(database))
        {
            await OneMonthlyPackage(node);
            using var admin = new Api(node.Address, TestHost.AdminKey);
            assignmentId = (await admin.Must("GET", "/api/customers/command/packages"))!["items"]![0]!["assignmentId"]!
                .GetValue<string>();
        }
        string[] of = ["--customer", "command", "--assignment", assignmentId];
        var early = await HostProcess.Run(database, ["resume", .. of, "--on", "2025-02-20"]);
        (early.ExitCode, early.Output).ShouldBe((1, ""));
        early.Errors.ShouldContain("on: the assignment isn't paused on that date");
        var paused = await HostProcess.Run(
            database, ["pause", .. of, "--from", "2025-02-10", "--reason", "été à Zürich"]);
        paused.ExitCode.ShouldBe(0, paused.Errors);
        paused.Output.Trim().ShouldBe($"{assignmentId} is paused from 2025-02-10 on.");
        var resumed = await HostProcess.Run(database, ["resume", .. of, "--on", "2025-02-20", "--json"]);
        resumed.ExitCode.ShouldBe(0, resumed.Errors);
        JsonNode.Parse(resumed.Output)!["pauses"]![0]!["resumedOn"]!.GetValue<string>().ShouldBe("2025-02-20");

        await using var again = await TestHost.Start(database);
        using var reader = new Api(again.Address, TestHost.AdminKey);
        (await reader.Must("GET", "/api/customers/command/history"))!["items"]!.AsArray()
            .Select(entry => entry!["reason"]?.GetValue<string>()).ShouldContain("été à Zürich");
    }

    [Fact]
    public async Task a_command_works_beside_the_host_that_has_the_private_database()
    {
        var folder = TestFolders.New("command");
        var environment = new Dictionary<string, string> { ["Postgres__DataFolder"] = folder };
        try
        {
            await using (var host = await HostProcess.Start(null, environment))
            {
                using (var admin = new Api(host.Address, host.AdminKey)) await OneMonthlyPackage(admin);
                var beside = await HostProcess.Run(null, ["run", "--date", "2025-02-01", "--json"], environment);
                beside.ExitCode.ShouldBe(0, beside.Errors);
                JsonNode.Parse(beside.Output)!["totals"]!["retail"]!.GetValue<string>().ShouldBe("10.00");
                (await host.Stop()).ShouldBe(0);
            }
            var alone = await HostProcess.Run(null, ["simulate", "--date", "2025-02-01", "--json"], environment);
            alone.ExitCode.ShouldBe(0, alone.Errors);
            JsonNode.Parse(alone.Output)!["totals"]!["alreadyCharged"]!.GetValue<int>().ShouldBe(1);
        }
        finally
        {
            TestFolders.Remove(folder);
        }
    }

    [Theory]
    [InlineData(2, "--date", "run")]
    [InlineData(2, "--date", "run", "--date", "2025-02-30")]
    [InlineData(2, "--from", "simulate")]
    [InlineData(2, "--to", "simulate", "--from", "2025-02-01", "--to", "2025-01-01")]
    [InlineData(2, "nonsense", "nonsense")]
    [InlineData(2, "--nonsense", "run", "--date", "2025-02-01", "--nonsense")]
    public async Task wrong_usage_is_said_on_standard_error(int code, string said, params string[] arguments)
    {
        var ended = await HostProcess.Run("Host=nowhere", arguments);
        (ended.ExitCode, ended.Output).ShouldBe((code, ""));
        ended.Errors.ShouldContain(said);
    }

    [Fact]
    public async Task a_refusal_names_the_field_on_standard_error()
    {
        var ended = await HostProcess.Run(
            await TestPostgres.NewDatabase(), ["run", "--date", "2025-02-01", "--customer", "nobody"]);
        (ended.ExitCode, ended.Output).ShouldBe((1, ""));
        ended.Errors.ShouldContain("customerIds");
        ended.Errors.ShouldContain("nobody");
    }

    private static async Task OneMonthlyPackage(Node node)
    {
        using var admin = new Api(node.Address, TestHost.AdminKey);
        await OneMonthlyPackage(admin);
    }

    private static async Task OneMonthlyPackage(Api admin)
    {
        await admin.Must("POST", "/api/packages", new { packageId = "line", name = "Line", retail = "10", cost = "6",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        await admin.Must("POST", "/api/customers", new { customerId = "command", name = "Command" });
        await admin.Must("POST", "/api/customers/command/packages",
            new { packageId = "line", startDate = "2025-01-10", billPast = true });
    }
}
