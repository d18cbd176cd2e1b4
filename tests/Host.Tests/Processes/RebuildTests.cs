using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Read models are built again from the log, by HTTP and by the command line, and answer as before.</summary>
public sealed class RebuildTests
{
    [Fact]
    public async Task rebuilding_every_read_model_changes_no_answer()
    {
        var database = await TestPostgres.NewDatabase();
        await using (var node = await TestHost.Start(database))
        {
            using var admin = new Api(node.Address, TestHost.AdminKey);
            await admin.Must("POST", "/api/packages", new { packageId = "line", name = "Line", retail = "10",
                cost = "6", frequency = "monthly", frequencyMatch = new[] { 1 } });
            await admin.Must("PUT", "/api/packages/line", new
            {
                name = "Line", retail = "12", cost = "6", frequency = "monthly", frequencyMatch = new[] { 1 },
                effectiveFrom = "2025-04-01",
            });
            await admin.Must("POST", "/api/packages",
                new { packageId = "old", name = "Old", retail = "1", cost = "0", frequency = "daily" });
            await admin.Must("POST", "/api/packages/old/retire", null, [204]);
            await admin.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
            await admin.Must("POST", "/api/customers/acme/packages", new { assignmentId = "line-of-acme",
                packageId = "line", startDate = "2025-01-10", autoDecrementCredit = true });
            await admin.Must("POST", "/api/charge-runs", new { date = "2025-02-01" }, null, ("Prefer", "wait=60"));
            var before = await Answers(admin);

            var names = (await admin.Must("GET", "/api/projections"))!["items"]!.AsArray()
                .Select(one => one!["name"]!.GetValue<string>()).ToList();
            names.ShouldContain("billing");
            foreach (var name in names)
            {
                (await admin.Must("POST", $"/api/projections/{name}/rebuild", null, [202]))!["name"]!
                    .GetValue<string>().ShouldBe(name);
                await Eventually.True(async () => await State(admin, name) == "following", $"{name} has been rebuilt");
            }
            (await Answers(admin)).ShouldBe(before);
            (await admin.Call("POST", "/api/projections/nothing/rebuild")).Code.ShouldBe(404);
        }

        var rebuilt = await HostProcess.Run(database, ["rebuild", "billing", "--json"]);
        rebuilt.ExitCode.ShouldBe(0, rebuilt.Errors);
        JsonNode.Parse(rebuilt.Output)!.AsArray()
            .Single(one => one!["name"]!.GetValue<string>() == "billing")!["state"]!
            .GetValue<string>().ShouldBe("following");
        var unknown = await HostProcess.Run(database, ["rebuild", "nothing"]);
        (unknown.ExitCode, unknown.Output).ShouldBe((1, ""));
    }

    private static async Task<string> State(Api admin, string name) =>
        (await admin.Must("GET", "/api/projections"))!["items"]!.AsArray()
            .Single(one => one!["name"]!.GetValue<string>() == name)!["state"]!.GetValue<string>();

    private static async Task<string> Answers(Api admin)
    {
        var answers = new List<string>();
        foreach (var path in (string[])
        [
            "/api/packages?includeRetired=true", "/api/packages/line/history", "/api/customers/acme",
            "/api/customers/acme/packages", "/api/customers/acme/account", "/api/customers/acme/statement",
            "/api/charge-runs",
        ])
            answers.Add((await admin.Must("GET", path))!.ToJsonString());
        return string.Join('\n', answers);
    }
}
