using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A provisioning system that is told of platform features and answers, on nodes without a
/// scheduler.</summary>
public sealed class PlatformFeatureTests
{
    private const string Did = "12125550100";
    private const string Secret = "a secret of the tests";
    private const string Acknowledge = $"/api/customers/acme/features/{TestHost.Feature}/acknowledge";

    [Fact]
    public async Task a_feature_of_a_past_start_is_asked_for_at_once_with_all_that_it_takes_to_switch_it()
    {
        await using var receiver = new Receiver();
        var database = await TestPostgres.NewDatabase();
        await using var node = await TestHost.Start(database);
        using var api = new Api(node.Address, TestHost.AdminKey);
        var webhookId = await Given(api, receiver);

        await api.Must("POST", "/api/customers/acme/packages", new
        {
            assignmentId = "a", packageId = "guard", quantity = 3, did = $"+{Did}", startDate = "2025-01-31",
            endDate = "2031-12-31",
        });

        (await Feature(api))["state"]!.ToString().ShouldBe("requested");
        await Eventually.True(() => receiver.Received.Count == 1, "it is asked for");
        var asked = receiver.Received[0];
        (asked.Event, asked.Customer).ShouldBe(("feature.requested", "acme"));
        asked.Json["data"]!.ToJsonString().ShouldBe($$"""
            {"platformFeature":"voicemail","wanted":"enabled","on":"2025-01-31","timesAsked":1,"detail":null,
            "assignmentId":"a","packageId":"guard","quantity":3,"did":"{{Did}}","startDate":"2025-01-31",
            "endDate":"2031-12-31"}
            """.ReplaceLineEndings(""));
        asked.Signature.ShouldBe($"v1,{Convert.ToBase64String(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{asked.Id}.{asked.Timestamp}.{asked.Body}")))}");
        (await Stored(database)).ShouldNotContain(Did);

        var operatorsKey = (await api.Must("POST", "/api/keys", new { name = "provisioning", role = "operator" }))!;
        using var provisioning = new Api(node.Address, operatorsKey["key"]!.GetValue<string>());
        await provisioning.Must("POST", Acknowledge, new { outcome = "failed", detail = "no seat" });
        await provisioning.Must("POST", Acknowledge, new { outcome = "enabled" });

        await Eventually.True(() => receiver.Received.Count == 3, "the answers are told");
        receiver.Received.Select(sent => (sent.Event, sent.Json["data"]!["detail"]?.ToString(),
            sent.Json["data"]!["did"]!.ToString(), sent.Json["data"]!["timesAsked"]?.ToString())).Skip(1)
            .ShouldBe([("feature.failed", "no seat", Did, null), ("feature.enabled", null, Did, null)]);
        (await Feature(api))["state"]!.ToString().ShouldBe("enabled");
        (await api.Must("GET", $"/api/webhooks/{webhookId}/deliveries"))!.ToJsonString().ShouldNotContain(Did);
    }

    [Fact]
    public async Task a_start_to_come_is_asked_for_when_its_day_begins_without_a_scheduler()
    {
        var clock = new SetClock(new(2031, 3, 9, 23, 59, 58, TimeSpan.Zero));
        await using var node = await TestHost.Start(
            new NodeSettings { Clock = clock }, await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Given(api, null);
        await api.Must(
            "POST", "/api/customers/acme/packages", new { packageId = "guard", startDate = "2031-03-10" });
        (await api.Must("GET", "/api/customers/acme/features"))!.AsArray().ShouldBeEmpty();

        clock.Now += TimeSpan.FromSeconds(2);
        // Whoever reads waits until it is asked for, which is within a minute; news of another assignment brings it on.
        await api.Must(
            "POST", "/api/customers/acme/packages", new { packageId = "guard", startDate = "2031-04-01" });

        (await Feature(api))["on"]!.ToString().ShouldBe("2031-03-10");
    }

    [Fact]
    public async Task what_is_not_acknowledged_is_told_again_and_again_until_it_is()
    {
        await using var receiver = new Receiver();
        await using var node = await TestHost.Start(
            await TestPostgres.NewDatabase(), ("Provisioning:AskAgainAfter", "00:00:00.2000000"));
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Given(api, receiver);
        await api.Must(
            "POST", "/api/customers/acme/packages", new { packageId = "guard", startDate = "2025-01-31" });

        await Eventually.True(() => receiver.Received.Count >= 3, "it is asked for three times");
        receiver.Received.Take(3).Select(sent => (sent.Event, sent.Json["data"]!["timesAsked"]!.GetValue<int>()))
            .ShouldBe([("feature.requested", 1), ("feature.requested", 2), ("feature.requested", 3)]);
        receiver.Received.Select(sent => sent.Id).ShouldBeUnique();

        await api.Must("POST", Acknowledge, new { outcome = "acknowledged" });
        await Eventually.True(
            () => receiver.Received[^1].Event == "feature.acknowledged", "the acknowledgement is told, as the last");
        (await Feature(api))["askAgainAt"].ShouldBeNull();
    }

    [Fact]
    public async Task a_delivery_that_comes_after_its_customer_was_erased_no_longer_names_the_did()
    {
        var erased = new TaskCompletionSource();
        await using var receiver = new Receiver(_ => Task.FromResult(erased.Task.IsCompleted ? 200 : 500));
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Given(api, receiver);
        var today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await api.Must("POST", "/api/customers/acme/packages",
            new { packageId = "guard", did = Did, startDate = "2025-01-31", endDate = today });
        await Eventually.True(() => receiver.Received.Count > 0, "it is asked for and not taken");

        await api.Must("POST", "/api/customers/acme/erase", new { reason = "asked for" });
        erased.SetResult();

        var first = receiver.Received[0];
        first.Json["data"]!["did"]!.ToString().ShouldBe(Did);
        await Eventually.True(() => receiver.Received.Any(sent =>
            sent.Id == first.Id && sent.Json["data"]!["did"]!.ToString() == "erased"), "the same delivery comes again");
    }

    [Fact]
    public async Task one_answer_to_many_at_once_is_recorded_once()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Given(api, null);
        await api.Must(
            "POST", "/api/customers/acme/packages", new { packageId = "guard", startDate = "2025-01-31" });
        await Feature(api);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            api.Call("POST", Acknowledge, new { outcome = "enabled" })));

        answers.Select(answer => answer.Code).Distinct().ShouldBe([200]);
        (await api.Must("GET", "/api/customers/acme/history"))!["items"]!.AsArray()
            .Count(entry => entry!["event"]!.ToString() == "featureEnabled").ShouldBe(1);
    }

    private static async Task<string?> Given(Api api, Receiver? receiver)
    {
        var webhook = receiver is null ? null : await api.Must("POST", "/api/webhooks", new
        {
            url = receiver.Url, secret = Secret,
            events = new[] { "feature.requested", "feature.acknowledged", "feature.failed", "feature.enabled",
                "feature.disabled" },
        });
        await api.Must("POST", "/api/packages", new
        {
            packageId = "guard", name = "Guard", retail = "1", cost = "0", frequency = "none",
            platformFeature = TestHost.Feature,
        });
        await api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
        return webhook?["webhookId"]!.GetValue<string>();
    }

    private static async Task<JsonNode> Feature(Api api) =>
        (await api.Must("GET", "/api/customers/acme/features"))!.AsArray().Single()!;

    private static async Task<string> Stored(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var all = source.CreateCommand("""
            SELECT (SELECT string_agg(data::text, '') FROM events.mt_events)
                || (SELECT string_agg(body, '') FROM webhooks.deliveries)
            """);
        return (string)(await all.ExecuteScalarAsync())!;
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
