using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Seals, verification, export and explanations as callers and auditors meet them.</summary>
public sealed class Auditing : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.Api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
        await _host.Api.Must("POST", "/api/packages", new { packageId = "seat", name = "Seat", retail = "10",
            cost = "6", setupRetail = "5", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await _host.Api.Must("POST", "/api/customers/acme/packages", new { assignmentId = "a1", packageId = "seat",
            quantity = 3, startDate = "2025-01-15", autoDecrementCredit = true });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task a_run_is_answered_with_its_seal_and_verified_by_an_auditor()
    {
        var run = await Run();
        var seal = run["seal"]!.GetValue<string>();
        var head = run["head"]!.GetValue<string>();
        head.ShouldContain(seal);

        var key = await _host.Api.Must("POST", "/api/keys", new { name = "an auditor", role = "auditor" });
        using var auditor = _host.Client(key!["key"]!.GetValue<string>());
        var view = (await auditor.Must("POST", "/api/audit/verify", new { head }))!;
        (view["ok"]!.GetValue<bool>(), view["checkedRuns"]!.GetValue<long>(), view["firstFault"])
            .ShouldBe((true, 1L, null), view.ToJsonString());
        view["checkedEvents"]!.GetValue<long>().ShouldBe(await _host.Events());
        (await auditor.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue();
        (await auditor.Must("POST", "/api/audit/verify", new { head = $"s9.{seal}" }))!["firstFault"]!["check"]!
            .GetValue<string>().ShouldBe("head");
        (await auditor.Call("POST", "/api/audit/verify", new { head = "nonsense" })).Code.ShouldBe(400);

        var told = await auditor.Call("POST", "/api/audit/verify", new { head }, ("Accept", "application/x-ndjson"));
        JsonNode.Parse(told.Text.Trim().Split('\n')[^1])!["ok"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task a_run_is_exported_and_the_lines_are_explained()
    {
        var run = await Run();
        var file = await _host.Api.Call("GET", $"/api/charge-runs/{run["runId"]}/audit");
        file.Text.Trim().Split('\n').Length.ShouldBe(4);
        file.Text.ShouldContain(run["seal"]!.GetValue<string>());
        (await _host.Api.Call("GET", "/api/charge-runs/unknown/audit")).Code.ShouldBe(404);

        var told = (await _host.Api.Must("GET", "/api/charges/a1.recurring.2025-02-01.1/explain"))!;
        told["steps"]!.AsArray().Select(step => step!["text"]!.GetValue<string>())
            .ShouldContain("retail: 3 × 10.00 = 30.00");
        told["steps"]![0]!["event"]!["actor"]!.GetValue<string>().ShouldNotBeEmpty();
        (await _host.Api.Must("GET", "/api/customers/acme/packages/a1/explain?date=2025-02-02"))!["outcome"]!
            .GetValue<string>().ShouldBe("notDue");
        (await _host.Api.Call("GET", "/api/customers/acme/packages/a1/explain")).Code.ShouldBe(400);
        (await _host.Api.Call("GET", "/api/customers/acme/packages/zz/explain?date=2025-02-02")).Code.ShouldBe(404);
        (await _host.Api.Call("GET", "/api/customers/zz/packages/a1/explain?date=2025-02-02")).Code.ShouldBe(404);
        (await _host.Api.Call("GET", "/api/charges/zz/explain")).Code.ShouldBe(404);
    }

    private async Task<JsonNode> Run() =>
        (await _host.Api.Must("POST", "/api/charge-runs", new { date = "2025-02-01" }, [200], ("Prefer", "wait=20")))!;
}
