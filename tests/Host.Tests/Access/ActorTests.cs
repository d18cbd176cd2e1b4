using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>
/// Who did it cannot be forged: the log names a key's id, and names that could pass for another's are refused.
/// </summary>
[Collection(OneHost.Name)]
public sealed class ActorTests(TestHost host)
{
    public static TheoryData<string> Reserved() =>
    [
        "command line", "Command Line", "command-line", "commandline", "command\u00A0line", "system", "SYSTEM",
        "sуstem", "5ystem\u200B", "scheduler", "scheduIer",
        "anonymous", "anonyrnous", "admin", "Admin", "adm1n", "аdmin", "admin\u200B", "ad\u00ADmin", "ａｄｍｉｎ", "ádmin",
        "admin\uFE0F", "\u202Enimda", "administrator",
    ];

    [Theory]
    [MemberData(nameof(Reserved))]
    public async Task a_name_that_passes_for_the_products_own_is_refused(string name)
    {
        var before = await host.Events();
        var answer = await host.Api.Call("POST", "/api/keys", new { name, role = "auditor" });
        answer.Code.ShouldBeOneOf(409, 422);
        answer.Fields.ShouldBe(["name"]);
        (await host.Events()).ShouldBe(before);
    }

    [Theory]
    [InlineData("mixed сrm", "scripts")]
    [InlineData("crm\u2063", "invisible")]
    [InlineData("crm\u3164", "invisible")]
    [InlineData("crm\ufffe", "invisible")]
    [InlineData("crm\u0007", "control")]
    public async Task a_name_that_cannot_be_read_for_certain_is_refused(string name, string why)
    {
        var answer = await host.Api.Call("POST", "/api/keys", new { name, role = "auditor" });
        (answer.Code, answer.Fields.Single()).ShouldBe((422, "name"));
        answer.Text.ShouldContain(why);
    }

    [Theory]
    [InlineData("Zoe", "Zoë")]
    [InlineData("switch-1", "switch-l")]
    [InlineData("modern", "modem")]
    [InlineData("асе", "ace")]
    [InlineData("Night Shift", "night  shift")]
    public async Task a_name_that_looks_like_another_keys_is_refused_until_that_key_is_revoked(
        string name, string alike)
    {
        var free = $" {Guid.NewGuid():N}";
        // Whole-script look-alikes have no Latin letters around them.
        if (!char.IsAscii(name[0])) free = " " + Random.Shared.NextInt64(2, long.MaxValue);
        var first = await host.Api.Must("POST", "/api/keys", new { name = name + free, role = "auditor" }, [201]);
        var second = await host.Api.Call("POST", "/api/keys", new { name = alike + free, role = "auditor" });
        (second.Code, second.Fields.Single()).ShouldBe((409, "name"), second.Text);
        second.Text.ShouldContain(name);
        await host.Api.Must("DELETE", $"/api/keys/{first!["keyId"]}");
        await host.Api.Must("POST", "/api/keys", new { name = alike + free, role = "auditor" }, [201]);
    }

    [Theory]
    [InlineData("ﬁnance ２", "finance 2")]
    [InlineData("  東京 office", "東京 office")]
    [InlineData("Jürgen", "Jürgen")]
    [InlineData("Ольга", "Ольга")]
    public async Task a_name_is_kept_in_one_form(string name, string kept)
    {
        var made = await host.Api.Must("POST", "/api/keys", new { name, role = "auditor" }, [201]);
        (await host.Api.Must("GET", "/api/keys?limit=500"))!["items"]!.AsArray()
            .Single(key => key!["keyId"]!.GetValue<string>() == Id(made))!["name"]!.GetValue<string>().ShouldBe(kept);
        await host.Api.Must("DELETE", $"/api/keys/{Id(made)}");
    }

    [Fact]
    public async Task every_event_names_the_id_of_the_key_it_was_made_with()
    {
        var (name, customerId) = (NewName(), NewName().Replace(' ', '-'));
        var first = await host.Api.Must("POST", "/api/keys", new { name, role = "operator" });
        using (var caller = host.Client(Key(first)))
            await caller.Must("POST", "/api/customers", new { customerId, name = "Acme" });
        await host.Api.Must("DELETE", $"/api/keys/{Id(first)}");
        // Another key of the same name: the name alone would not tell them apart.
        var second = await host.Api.Must("POST", "/api/keys", new { name, role = "operator" });
        using var other = host.Client(Key(second));
        await other.Must("PATCH", $"/api/customers/{customerId}", new { name = "Acme Telecom" });
        await other.Must("POST", $"/api/customers/{customerId}/payments", new { amount = "1", reference = "r" });
        await host.Api.Must("POST", "/api/packages", new { packageId = customerId, name = customerId, retail = "1",
            cost = "0", frequency = "monthly", frequencyMatch = new[] { 1 } });
        var assigned = await other.Must(
            "POST", $"/api/customers/{customerId}/packages", new { packageId = customerId, startDate = "2025-01-01" });

        (await Items($"/api/customers/{customerId}/history")).Select(Actor)
            .ShouldBe([(name, Id(first)), (name, Id(second)), (name, Id(second))]);
        (await Items($"/api/customers/{customerId}/statement")).Select(Actor).ShouldBe([(name, Id(second))]);
        (await Items($"/api/packages/{customerId}/history")).Select(Actor).ShouldBe([("admin", "admin")]);
        (await host.Api.Must("GET", $"/api/customers/{customerId}/packages/{assigned!["assignmentId"]}"))!["history"]!
            .AsArray().Select(Actor).ShouldBe([(name, Id(second))]);
        (await host.Api.Call("GET", "/api/export/log.ndjson")).Text.Split('\n')
            .Last(line => line.Contains("\"customer_renamed\"", StringComparison.Ordinal))
            .ShouldContain($"\"actorKeyId\":\"{Id(second)}\"");
    }

    [Fact]
    public async Task creating_and_revoking_a_key_is_in_the_log_with_actor_and_reason()
    {
        var name = NewName();
        var made = await host.Api.Must("POST", "/api/keys", new { name, role = "finance",
            expiresAt = "2999-01-01T00:00:00Z" }, [201], ("X-Reason", "for the auditors"));
        var before = await host.Events();
        await host.Api.Must("DELETE", $"/api/keys/{Id(made)}", null, [204], ("X-Reason", "they have left"));
        await host.Api.Must("DELETE", $"/api/keys/{Id(made)}", null, [204], ("X-Reason", "once more"));
        (await host.Events()).ShouldBe(before + 1);

        var history =
            (await Items("/api/keys/history")).Where(entry => entry!["keyId"]!.GetValue<string>() == Id(made)).ToList();
        history.Select(entry => (Text(entry, "event"), Text(entry, "name"), Text(entry, "role"), Text(entry, "actor"),
            Text(entry, "actorKeyId"), Text(entry, "reason"))).ShouldBe(
            [
                ("created", name, "finance", "admin", "admin", "for the auditors"),
                ("revoked", null, null, "admin", "admin", "they have left"),
            ]);
        (await host.Api.Call("GET", "/api/export/log.ndjson")).Text.ShouldNotContain(Key(made));
    }

    [Fact]
    public async Task creating_and_deleting_a_webhook_is_in_the_log_with_actor_and_reason()
    {
        var (secret, repeat) = ($"a secret {Guid.NewGuid():N}", ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        var body = new { url = "http://127.0.0.1:9/", events = new[] { "feature.enabled" }, secret };
        var made = await host.Api.Must("POST", "/api/webhooks", body, [201], ("X-Reason", "the new CRM"), repeat);
        var webhookId = made!["webhookId"]!.GetValue<string>();
        var before = await host.Events();
        (await host.Api.Must("POST", "/api/webhooks", body, [201], repeat))!["webhookId"]!
            .GetValue<string>().ShouldBe(webhookId);
        (await host.Events()).ShouldBe(before);
        await host.Api.Must("DELETE", $"/api/webhooks/{webhookId}", null, [204], ("X-Reason", "the CRM is gone"));
        (await host.Api.Call("DELETE", $"/api/webhooks/{webhookId}")).Code.ShouldBe(404);
        (await host.Events()).ShouldBe(before + 1);

        (await Items("/api/webhooks/history")).Where(entry => entry!["webhookId"]!.GetValue<string>() == webhookId)
            .Select(entry =>
                (Text(entry, "event"), Text(entry, "url"), Text(entry, "actorKeyId"), Text(entry, "reason")))
            .ShouldBe([("created", "http://127.0.0.1:9/", "admin", "the new CRM"),
                ("deleted", null, "admin", "the CRM is gone")]);
        (await host.Api.Call("GET", "/api/export/log.ndjson")).Text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task idempotency_keys_belong_to_the_keys_id_and_not_to_its_name()
    {
        var (name, repeat) = (NewName(), ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        var first = await host.Api.Must("POST", "/api/keys", new { name, role = "operator" });
        using (var caller = host.Client(Key(first)))
            await caller.Must("POST", "/api/customers",
                new { customerId = NewName().Replace(' ', '-'), name = "One" }, [201], repeat);
        await host.Api.Must("DELETE", $"/api/keys/{Id(first)}");
        var second = await host.Api.Must("POST", "/api/keys", new { name, role = "operator" });
        using var other = host.Client(Key(second));
        (await other.Must("POST", "/api/customers", new { customerId = NewName().Replace(' ', '-'), name = "Two" },
            [201], repeat))!["name"]!.GetValue<string>().ShouldBe("Two");
    }

    private async Task<IReadOnlyList<JsonNode?>> Items(string path)
    {
        var (items, next) = (new List<JsonNode?>(), "");
        while (next is not null)
        {
            var page = await host.Api.Must("GET", $"{path}?limit=2{(next.Length == 0 ? "" : $"&after={next}")}");
            items.AddRange(page!["items"]!.AsArray());
            next = page["next"]?.GetValue<string>();
        }
        return items;
    }

    private static (string?, string?) Actor(JsonNode? entry) => (Text(entry, "actor"), Text(entry, "actorKeyId"));

    private static string? Text(JsonNode? node, string name) => node![name]?.GetValue<string>();

    private static string Id(JsonNode? made) => made!["keyId"]!.GetValue<string>();

    private static string Key(JsonNode? made) => made!["key"]!.GetValue<string>();

    private static string NewName() => $"actor {Guid.NewGuid():N}";
}
