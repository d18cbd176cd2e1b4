using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Who may do what: the table of docs/roles.md is read here, and each of its cells is tried.</summary>
[Collection(OneHost.Name)]
public sealed class RoleTests(TestHost host)
{
    private const string Yes = "yes", No = "no", Simulates = "simulates";

    private static readonly string[] Roles = ["admin", "operator", "finance", "auditor"];

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "roles.md");

    public static TheoryData<string> AllRoles() => [.. Roles];

    [Fact]
    public async Task every_operation_is_in_the_table_of_roles_and_nothing_else()
    {
        var rows = (await Table()).Keys;
        var operations = (await Operation.All(host.Api)).Where(operation => operation.NeedsKey).Select(Name).ToList();
        operations.Except(rows).Select(name => $"| `{name}` | … | … | … | … |")
            .ShouldBeEmpty("these are missing in docs/roles.md");
        rows.Except(operations).ShouldBeEmpty("these in docs/roles.md are no operations");
    }

    [Theory]
    [MemberData(nameof(AllRoles))]
    public async Task a_role_may_do_what_the_table_says_and_nothing_else(string role)
    {
        var key = await host.Api.Must("POST", "/api/keys", new { name = $"role {role} {Guid.NewGuid():N}", role });
        using var caller = host.Client(key!["key"]!.GetValue<string>());
        var (table, faults) = (await Table(), new List<string>());
        foreach (var operation in (await Operation.All(host.Api)).Where(operation => operation.NeedsKey))
        {
            var cell = table.GetValueOrDefault(Name(operation))?[Array.IndexOf(Roles, role)] ?? "";
            if (operation.Roles.Contains(role) != cell is Yes or Simulates)
                faults.Add($"{Name(operation)}: {cell} in the table, x-roles: {string.Join(' ', operation.Roles)}");
            var answer = await caller.Call(operation.Method, operation.Path, operation.Body is null ? null : "{}");
            if (cell == No ? answer.Code != 403 : answer.Code is 401 or 403 or >= 500)
                faults.Add($"{Name(operation)}: {cell} in the table, answered {answer.Code}");
            if (operation.Document["x-roles-to-post"] is not JsonArray posters) continue;
            var posting = await caller.Call(operation.Method, operation.Path, """{"simulate":false}""");
            var may = posters.Any(poster => poster!.GetValue<string>() == role);
            if (may != (cell == Yes))
                faults.Add($"{Name(operation)}: {cell} in the table, x-roles-to-post: {posters.ToJsonString()}");
            if (may ? posting.Code is 401 or 403 or >= 500 : posting.Code != 403
                || !posting.Fields.SequenceEqual(["simulate"]))
                faults.Add($"{Name(operation)} with simulate false: {cell} in the table, answered "
                    + $"{posting.Code} {posting.Text}");
        }
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_operation_that_simulates_unless_told_otherwise_says_who_may_post() =>
        (await Operation.All(host.Api))
            .Where(operation => operation.Body?["properties"]?["simulate"] is not null
                && operation.Roles.Contains("auditor") && operation.Document["x-roles-to-post"] is null)
            .Select(operation => operation.Id).ShouldBeEmpty("use AllowSimulateOrOperate");

    [Theory]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task those_who_read_may_replay_simulate_compare_forecast_and_preview_a_restatement(string role)
    {
        var key = await host.Api.Must("POST", "/api/keys", new { name = $"reader {Guid.NewGuid():N}", role });
        using var reader = host.Client(key!["key"]!.GetValue<string>());
        var run = await host.Api.Must(
            "POST", "/api/charge-runs", new { date = "2025-01-01" }, [200], ("Prefer", "wait=60"));
        var before = await host.Events();

        (await reader.Must("POST", $"/api/charge-runs/{run!["runId"]}/replay", null, [200]))!["equal"]!
            .GetValue<bool>().ShouldBeTrue();
        await reader.Must("POST", "/api/simulations", new { date = "2025-02-01" }, [200]);
        await reader.Must("POST", "/api/simulations/compare",
            new { left = new { date = "2025-01-01" }, right = new { date = "2025-02-01" } }, [200]);
        await reader.Must("POST", "/api/forecasts", new { from = "2025-03-01", to = "2025-03-02" }, [200]);
        await reader.Must("POST", "/api/restatements", new { from = "2025-01-01", to = "2025-01-01" }, [200]);

        (await host.Events()).ShouldBe(before, await host.Newest());
    }

    private static string Name(Operation operation) => $"{operation.Method} {operation.Path}";

    private static async Task<IReadOnlyDictionary<string, string[]>> Table() => (await File.ReadAllLinesAsync(Page))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal)
            && line.Contains(" /", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(cells => cells[0].Trim('`'), cells =>
        {
            cells.Length.ShouldBe(1 + Roles.Length, cells[0]);
            cells[1..].ShouldAllBe(cell => cell == Yes || cell == No || cell == Simulates, cells[0]);
            return cells[1..];
        }, StringComparer.Ordinal);
}
