using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Events out, to real receivers over HTTP.</summary>
public sealed class WebhookTests
{
    private const string Secret = "a secret of the tests";

    [Fact]
    public async Task what_is_sent_is_signed_as_standard_webhooks_writes_it_over_id_timestamp_and_body()
    {
        await using var receiver = new Receiver();
        await using var one = await Product.Started(("Webhooks:SecretKey", "the key that secrets are kept under"));
        var webhookId = await one.Webhook(
            receiver.Url, "credit.low", "credit.exhausted", "credit.restored", "run.completed");
        await one.Customer("acme");
        await one.Api.Must("PUT", "/api/customers/acme/credit-threshold", """{"threshold":"5.00"}""");
        await one.Adjust("acme", "10");
        await one.Adjust("acme", "-10");
        await one.Adjust("acme", "3");
        await one.Api.Must("POST", "/api/charge-runs", """{"date":"2025-01-01"}""");
        await Eventually.True(() => receiver.Received.Count == 5, "five events");
        receiver.Received.Where(sent => sent.Customer == "acme").Select(sent => sent.Event)
            .ShouldBe(["credit.low", "credit.low", "credit.exhausted", "credit.restored"]);
        foreach (var sent in receiver.Received)
        {
            var signed = HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{sent.Id}.{sent.Timestamp}.{sent.Body}"));
            sent.Signature.ShouldBe($"v1,{Convert.ToBase64String(signed)}");
            DateTimeOffset.FromUnixTimeSeconds(sent.Timestamp).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
            (sent.Json["deliveryId"]!.GetValue<string>(), sent.Json["event"]!.GetValue<string>())
                .ShouldBe((sent.Id, sent.Event));
        }
        receiver.Received.Select(sent => sent.Id).ShouldBeUnique();
        receiver.Received.Single(sent => sent.Event == "credit.exhausted").Json["data"]!.ToJsonString()
            .ShouldBe("""{"available":"0.00"}""");
        var run = receiver.Received.Single(sent => sent.Event == "run.completed").Json["data"]!;
        (run["kind"]!.GetValue<string>(), run["date"]!.GetValue<string>(), run["status"]!.GetValue<string>())
            .ShouldBe(("chargeRun", "2025-01-01", "completed"));
        var list = await one.Api.Call("GET", "/api/webhooks");
        list.Text.ShouldNotContain(Secret);
        var deliveries = await one.Deliveries(webhookId, "?state=delivered&limit=2");
        (deliveries["items"]!.AsArray().Count, deliveries["next"] is not null).ShouldBe((2, true));
        var delivery = deliveries["items"]![0]!;
        (delivery["status"]!.GetValue<int>(), delivery["attempts"]!.GetValue<int>(),
            delivery["response"]!.GetValue<string>()).ShouldBe((200, 1, "thank you"));
    }

    [Fact]
    public async Task a_run_that_is_complete_is_told_with_the_last_head_and_a_sealed_one_with_its_seal()
    {
        await using var receiver = new Receiver();
        await using var one = await Product.Started();
        await one.Webhook(receiver.Url, "run.completed", "run.sealed");
        await one.Api.Must("POST", "/api/charge-runs", """{"date":"2025-01-01"}""");
        await Eventually.True(() => receiver.Received.Count == 2, "the first run is complete and sealed");
        var runId =
            (await one.Api.Must("POST", "/api/charge-runs", """{"date":"2025-01-02"}"""))!["runId"]!.GetValue<string>();
        await Eventually.True(() => receiver.Received.Count == 4, "so is the second");
        var second = (await one.Api.Must("GET", $"/api/charge-runs/{runId}"))!;

        receiver.Received.Select(sent => sent.Event)
            .ShouldBe(["run.completed", "run.sealed", "run.completed", "run.sealed"]);
        var (first, completed, sealedRun) = (receiver.Received[1].Json["data"]!, receiver.Received[2].Json["data"]!,
            receiver.Received[3].Json["data"]!);
        (sealedRun["runId"]!.GetValue<string>(), sealedRun["number"]!.GetValue<long>(),
            sealedRun["seal"]!.GetValue<string>())
            .ShouldBe((second["runId"]!.GetValue<string>(), 2L, second["seal"]!.GetValue<string>()));
        sealedRun["head"]!.GetValue<string>().ShouldBe($"s2.{second["seal"]}");
        // The run itself is sealed a moment after, or has been by the time that its end is told.
        new[] { first["head"]!.GetValue<string>(), sealedRun["head"]!.GetValue<string>() }.ShouldContain(
            string.Join('.', completed["head"]!.GetValue<string>().Split('.')[..2]));
        (await one.Api.Must("POST", "/api/audit/verify", new { head = sealedRun["head"]!.GetValue<string>() }))!["ok"]!
            .GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task a_failed_delivery_is_tried_again_and_later_ones_of_its_customer_wait_for_it()
    {
        var failures = 2;
        await using var receiver = new Receiver(sent => Task.FromResult(
            sent.Customer == "acme" && Interlocked.Decrement(ref failures) >= 0 ? 500 : 200));
        await using var one = await Product.Started();
        await one.Webhook(receiver.Url, "credit.exhausted", "credit.restored");
        foreach (var customer in new[] { "acme", "other" })
        {
            await one.Customer(customer);
            foreach (var amount in new[] { "1", "-1", "1", "-1", "1" }) await one.Adjust(customer, amount);
        }
        await Eventually.True(() => receiver.Received.Count == 10, "all events");
        string[] inOrder = ["credit.exhausted", "credit.restored", "credit.exhausted", "credit.restored"];
        receiver.Received.Where(sent => sent.Customer == "other").Select(sent => sent.Event).ShouldBe(inOrder);
        var acme = receiver.Received.Where(sent => sent.Customer == "acme").ToList();
        acme.Skip(2).Select(sent => sent.Event).ShouldBe(inOrder);
        acme.Take(3).Select(sent => sent.Id).Distinct().Count().ShouldBe(1);
        receiver.Received.ToList().FindLastIndex(sent => sent.Customer == "other")
            .ShouldBeLessThan(receiver.Received.ToList().FindIndex(sent => sent.Id == acme[3].Id));
    }

    [Fact]
    public async Task a_receiver_that_never_answers_delays_no_other()
    {
        var never = new TaskCompletionSource<int>();
        await using var dead = new Receiver(_ => never.Task);
        await using var alive = new Receiver();
        await using var one = await Product.Started();
        var deadId = await one.Webhook(dead.Url, "credit.exhausted");
        await one.Webhook(alive.Url, "credit.exhausted");
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            await one.Customer($"c{i}");
            await one.Adjust($"c{i}", "-1");
        }
        await Eventually.True(() => alive.Received.Count == 20, "the one that answers has all");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        dead.Received.Count.ShouldBeLessThanOrEqualTo(2 * WebhookLimits.AtOnce);
        (await one.Deliveries(deadId, "?state=delivered"))["items"]!.AsArray().ShouldBeEmpty();
        never.SetResult(200);
    }

    [Fact]
    public async Task a_delivery_can_be_sent_again()
    {
        await using var receiver = new Receiver();
        await using var one = await Product.Started();
        var webhookId = await one.Webhook(receiver.Url, "credit.exhausted");
        await one.Customer("acme");
        await one.Adjust("acme", "-1");
        await Eventually.True(async () =>
            (await one.Deliveries(webhookId, "?state=delivered"))["items"]!.AsArray().Count == 1, "it is delivered");
        var id = receiver.Received.Single().Id;
        await one.Api.Must("POST", $"/api/webhooks/{webhookId}/deliveries/{id}/resend");
        await Eventually.True(() => receiver.Received.Count == 2, "it is delivered again");
        receiver.Received[1].ShouldBe(receiver.Received[0] with { Timestamp = receiver.Received[1].Timestamp,
            Signature = receiver.Received[1].Signature });
        (await one.Api.Call("POST", $"/api/webhooks/{webhookId}/deliveries/none/resend")).Code.ShouldBe(404);
        await one.Api.Must("DELETE", $"/api/webhooks/{webhookId}", null, [204]);
        (await one.Api.Call("GET", $"/api/webhooks/{webhookId}/deliveries")).Code.ShouldBe(404);
        (await one.Api.Call("DELETE", $"/api/webhooks/{webhookId}")).Code.ShouldBe(404);
        await one.Adjust("acme", "5");
        await one.Adjust("acme", "-5");
        (await one.Api.Must("GET", "/api/webhooks"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_restart_in_the_middle_loses_nothing_and_keeps_the_order()
    {
        await using var receiver = new Receiver();
        await receiver.Stop();
        string database;
        await using (var one = await Product.Started())
        {
            database = one.Database;
            var webhookId = await one.Webhook(receiver.Url, "credit.exhausted", "credit.restored");
            await one.Customer("acme");
            foreach (var amount in new[] { "1", "-1", "1", "-1" }) await one.Adjust("acme", amount);
            await Eventually.True(async () => (await one.Deliveries(webhookId, "?state=waiting"))["items"]!.AsArray()
                .Any(delivery => delivery!["error"] is not null), "the first has failed");
            var failing = (await one.Api.Must("GET", "/api/webhooks"))!["items"]![0]!["failing"]!;
            (failing["event"]!.GetValue<string>(), failing["attempts"]!.GetValue<int>() > 0, failing["error"] is null,
                failing["attempted"] is null).ShouldBe(("credit.exhausted", true, false, false));
        }

        // As a node leaves it that is killed while it sends.
        await using (var source = Npgsql.NpgsqlDataSource.Create(database))
        await using (var command = source.CreateCommand(
            "UPDATE webhooks.queues SET lease = 'of a dead node', leased_until = now() + interval '3 s'"))
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        receiver.Start();
        await using var two = await Product.On(database);
        await two.Adjust("acme", "1");
        await Eventually.True(() => receiver.Received.Count >= 4, "all are delivered");
        receiver.Received.Select(sent => sent.Event)
            .ShouldBe(["credit.exhausted", "credit.restored", "credit.exhausted", "credit.restored"]);
        receiver.Received.Select(sent => sent.Id).ShouldBeUnique();
    }

    [Fact]
    public void pauses_double_up_to_an_hour_and_a_delivery_is_given_up_after_a_day()
    {
        var start = new DateTimeOffset(2025, 3, 10, 6, 0, 0, TimeSpan.Zero);
        var (now, pauses) = (start, new List<TimeSpan>());
        for (var attempts = 0; ; attempts++)
        {
            var delivery = new LeasedDelivery("", "", "", 1, "", "", "", attempts, start, "", []);
            if (SendDeliveries.RetryAt(delivery, now) is not { } next) break;
            pauses.Add(next - now);
            now = next;
        }
        pauses[0].ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        pauses[3].ShouldBeInRange(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(16));
        pauses.ShouldAllBe(pause => pause <= TimeSpan.FromHours(1));
        (now - start).ShouldBeInRange(TimeSpan.FromHours(24), TimeSpan.FromHours(25));
        pauses.Count.ShouldBeInRange(30, 60);
    }

    [Fact]
    public async Task two_nodes_deliver_each_event_once()
    {
        await using var receiver = new Receiver(async _ =>
        {
            await Task.Delay(20);
            return 200;
        });
        await using var one = await Product.Started();
        await using var two = await Product.On(one.Database);
        await one.Webhook(receiver.Url, "credit.exhausted", "credit.restored");
        for (var i = 0; i < 20; i++)
        {
            await one.Customer($"c{i}");
            foreach (var amount in new[] { "-1", "2" }) await two.Adjust($"c{i}", amount);
        }
        await Eventually.True(() => receiver.Received.Count >= 40, "all are delivered");
        receiver.Received.Select(sent => sent.Id).ShouldBeUnique();
        foreach (var customer in receiver.Received.GroupBy(sent => sent.Customer))
            customer.Select(sent => sent.Event).ShouldBe(["credit.exhausted", "credit.restored"]);
    }

    [Fact]
    public async Task what_cannot_be_a_webhook_is_refused_by_name_and_only_the_administrator_may()
    {
        await using var one = await Product.Started();
        foreach (var url in new[] { "", "nonsense", "ftp://example.com", "http://", "http:///x", "//example.com/",
            "http://user:word@example.com/", "http:example.com", "https://exa mple.com" })
            await Refused("url", new { url, events = new[] { "credit.low" }, secret = Secret });
        await Refused(
            "events", new { url = "https://example.com/", events = new[] { "credit.rich" }, secret = Secret });
        await Refused("events", new { url = "https://example.com/", events = Array.Empty<string>(), secret = Secret });
        await Refused("secret", new { url = "https://example.com/", events = new[] { "credit.low" } });
        var key = (await one.Api.Must("POST", "/api/keys", """{"name":"olga","role":"operator"}"""))!["key"]!
            .GetValue<string>();
        using var olga = new Api(one.Address, key);
        foreach (var (method, path) in new[] { ("POST", "/api/webhooks"), ("GET", "/api/webhooks"),
            ("DELETE", "/api/webhooks/x"), ("GET", "/api/webhooks/x/deliveries"),
            ("POST", "/api/webhooks/x/deliveries/y/resend") })
            (await olga.Call(method, path, method == "POST" ? new { url = "https://example.com/",
                events = new[] { "credit.low" }, secret = Secret } : null)).Code.ShouldBe(403);
        (await olga.Call("GET", "/api/schedule")).Code.ShouldBe(200);
        var body = new { url = "https://example.com/", events = new[] { "credit.low" }, secret = Secret };
        var first = await one.Api.Must("POST", "/api/webhooks", body, [201], ("Idempotency-Key", "k"));
        (await one.Api.Must("POST", "/api/webhooks", body, [201], ("Idempotency-Key", "k")))!.ToJsonString()
            .ShouldBe(first!.ToJsonString());
        (await one.Api.Must("GET", "/api/webhooks"))!["items"]!.AsArray().Count.ShouldBe(1);
        (await one.Api.Call("GET", $"/api/webhooks/{first["webhookId"]}/deliveries?state=lost")).Code.ShouldBe(400);

        async Task Refused(string field, object given)
        {
            var answer = await one.Api.Call("POST", "/api/webhooks", given);
            answer.Code.ShouldBe(422, answer.Text);
            answer.Fields.ShouldBe([field]);
        }
    }

    /// <summary>A node of its own, on a database of its own.</summary>
    private sealed record Product(Node Node, Api Api, string Database) : IAsyncDisposable
    {
        public Uri Address => Node.Address;

        public static async Task<Product> Started(params (string Name, string Value)[] settings) =>
            await On(await TestPostgres.NewDatabase(), settings);

        public static async Task<Product> On(string database, params (string Name, string Value)[] settings)
        {
            var node = await TestHost.Start(database, settings);
            return new(node, new(node.Address, TestHost.AdminKey), database);
        }

        public async Task<string> Webhook(string url, params string[] events) =>
            (await Api.Must("POST", "/api/webhooks", new { url, events, secret = Secret }))!["webhookId"]!
                .GetValue<string>();

        public Task Customer(string customerId) =>
            Api.Must("POST", "/api/customers", new { customerId, name = customerId });

        public Task Adjust(string customerId, string amount) =>
            Api.Must("POST", $"/api/customers/{customerId}/adjustments", new { amount, reason = "a test" });

        public async Task<JsonNode> Deliveries(string webhookId, string query) =>
            (await Api.Must("GET", $"/api/webhooks/{webhookId}/deliveries{query}"))!;

        public async ValueTask DisposeAsync()
        {
            Api.Dispose();
            await Node.DisposeAsync();
        }
    }
}
