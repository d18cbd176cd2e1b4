using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>The real program, started, killed and stopped.</summary>
public sealed class HostProcessTests
{
    [Fact]
    public async Task asked_to_end_it_finishes_what_runs_and_ends_with_0()
    {
        await using var host = await HostProcess.Start(await TestPostgres.NewDatabase());
        await Register(host, "busy");
        var running = Enumerable.Range(0, 20).Select(number => host.Client.PostAsJsonAsync(
            new Uri("/api/customers/busy/adjustments", UriKind.Relative),
            new { amount = "1", reason = $"number {number}" })).ToList();
        await Task.WhenAny(running);
        (await host.Stop()).ShouldBe(0);
        foreach (var request in running.Where(request => request.IsCompletedSuccessfully))
            ((int)(await request).StatusCode).ShouldBeOneOf(201, 503);
        host.Output.ShouldNotContain("fail:");
    }

    [Fact]
    public async Task two_that_start_at_once_on_an_empty_database_both_come_up()
    {
        var database = await TestPostgres.NewDatabase();
        var hosts = await Task.WhenAll(HostProcess.Start(database), HostProcess.Start(database));
        await using var first = hosts[0];
        await using var second = hosts[1];
        await Register(first, "shared");
        (await second.Client.GetAsync(
            new Uri("/api/customers/shared", UriKind.Relative))).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task a_key_revoked_on_one_node_stops_working_on_the_other_within_seconds()
    {
        var database = await TestPostgres.NewDatabase();
        await using var first = await TestHost.Start(database);
        await using var second = await TestHost.Start(database);
        using var admin = new Api(first.Address, TestHost.AdminKey);
        var made = await admin.Must("POST", "/api/keys", new { name = "moving", role = "auditor" });
        using var caller = new Api(second.Address, made!["key"]!.GetValue<string>());
        await Eventually.True(async () => (await caller.Call("GET", "/api/customers")).Code == 200,
            "the key works on the other node");
        await admin.Must("DELETE", $"/api/keys/{made["keyId"]}");
        await Eventually.True(async () => (await caller.Call("GET", "/api/customers")).Code == 401,
            "the key stops working on the other node");
    }

    private static Task<HostProcess> Start(string folder) =>
        HostProcess.Start(connectionString: null, new Dictionary<string, string> { ["Postgres__DataFolder"] = folder });

    private static async Task Register(HostProcess host, string customerId)
    {
        using var answer = await host.Client.PostAsJsonAsync(
            new Uri("/api/customers", UriKind.Relative), new { customerId, name = customerId });
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
    }
}
