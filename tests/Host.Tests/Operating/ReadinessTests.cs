using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>I26: what readiness says of a log that is held back, and that only an append holds it back.</summary>
public sealed class ReadinessTests
{
    // The lock of an appender, as docs/operating.md has it for those who look for it.
    private const string Appends =
        "BEGIN; SELECT pg_advisory_xact_lock(1280264001, pg_current_xact_id()::text::bigint::bit(32)::int)";
    private const string TakeNumber = "SELECT nextval('events.mt_events_sequence')";

    [Fact]
    public async Task a_foreign_transaction_with_an_id_and_a_gap_stop_neither_reads_nor_runs()
    {
        var database = await TestPostgres.NewDatabase();
        await using var node = await TestHost.Start(database);
        using var api = new Api(node.Address, TestHost.AdminKey);
        await using var foreign = new NpgsqlConnection(await TestPostgres.NewDatabase());
        await foreign.OpenAsync();
        await foreign.Execute("BEGIN; SELECT pg_current_xact_id()");
        await using (var gap = new NpgsqlConnection(database))
        {
            await gap.OpenAsync();
            await gap.Execute(TakeNumber);
        }
        await api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
        await api.Must("GET", "/api/customers/acme", null, [200]);
        (await api.Must("POST", "/api/charge-runs", new { date = "2025-02-01" }, [200],
            ("Prefer", "wait=60")))!["status"]!.GetValue<string>().ShouldBe("completed");
        await Eventually.True(
            async () => Behind(await Ready(api)) == 0, "nothing is held back while the foreign transaction is open");
        (await Ready(api)).Code.ShouldBe(200);
        await foreign.Execute("ROLLBACK");
    }

    [Fact]
    public async Task an_append_that_stays_open_shows_as_lag_and_past_the_limit_the_node_is_not_ready()
    {
        var database = await TestPostgres.NewDatabase();
        await using var node = await TestHost.Start(database, ("Health:MaxLagSeconds", "1"));
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Eventually.True(async () => (await Ready(api)).Code == 200, "the node is ready");
        await using var appender = new NpgsqlConnection(database);
        await appender.OpenAsync();
        await appender.Execute($"{Appends}; {TakeNumber}");
        await api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });

        await Eventually.True(async () => (await Ready(api)).Code == 503, "the node says that it is not ready");
        var ready = await Ready(api);
        Behind(ready).ShouldBeGreaterThan(0);
        ready.Body!["log"]!["behindSeconds"]!.GetValue<long>().ShouldBeGreaterThan(1);
        ready.Body["problems"]![0]!.GetValue<string>().ShouldContain("an append is still in progress");
        ready.Body["subscriptions"]![0]!["behindSeconds"]!.GetValue<long>().ShouldBeGreaterThan(0);
        (await api.Call("GET", "/metrics")).Text.ShouldContain("packagebilling_log_behind_seconds");

        await appender.Execute("ROLLBACK");
        await Eventually.True(
            async () => await Ready(api) is { Code: 200 } again && Behind(again) == 0, "the node is ready again");
    }

    [Fact]
    public void each_reason_for_not_being_ready_is_a_sentence() =>
        Health.Problems(
            [new("book", 5, 2, true, "After position 5: broken.", 500), new("seals", 3, 4, true, null, 200),
                new("webhooks", 3, 4, true, null, 100)],
            new LogStatus(7, 6, 1, 130), 120).ShouldBe(
        [
            "Nothing after position 6 of 7 can be read for 130 seconds: an append is still in progress.",
            "book stands still. After position 5: broken.",
            "seals is 4 positions and 200 seconds behind.",
        ]);

    private static Task<Answer> Ready(Api api) => api.Call("GET", "/health/ready");

    private static long Behind(Answer ready) => ready.Body!["log"]!["behind"]!.GetValue<long>();
}
