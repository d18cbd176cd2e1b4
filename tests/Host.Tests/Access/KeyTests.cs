using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

[Collection(OneHost.Name)]
public sealed class KeyTests(TestHost host)
{
    [Fact]
    public async Task a_key_works_until_it_is_revoked()
    {
        var name = NewName();
        var made = await host.Api.Must("POST", "/api/keys", new { name, role = "auditor" }, [201]);
        using var auditor = host.Client(made!["key"]!.GetValue<string>());
        (await auditor.Call("GET", "/api/packages")).Code.ShouldBe(200);

        await host.Api.Must("DELETE", $"/api/keys/{made["keyId"]}", null, [204]);
        (await auditor.Call("GET", "/api/packages")).Code.ShouldBe(401);
        await host.Api.Must("DELETE", $"/api/keys/{made["keyId"]}", null, [204]);
        (await Find(made["keyId"]!.GetValue<string>()))!["revoked"].ShouldNotBeNull();
    }

    [Fact]
    public async Task the_list_shows_when_a_key_was_used_and_never_the_key()
    {
        var made = await host.Api.Must("POST", "/api/keys", new { name = NewName(), role = "finance" });
        var (id, key) = (made!["keyId"]!.GetValue<string>(), made["key"]!.GetValue<string>());
        (await Find(id))!["lastUsed"].ShouldBeNull();
        using var finance = host.Client(key);
        await finance.Must("GET", "/api/customers");
        await Eventually.True(async () => (await Find(id))!["lastUsed"] is not null, "the key's use is written down");
        (await host.Api.Call("GET", "/api/keys?limit=500")).Text.ShouldNotContain(key);
    }

    [Fact]
    public async Task a_name_belongs_to_one_key_in_force()
    {
        var name = NewName();
        var first = await host.Api.Must("POST", "/api/keys", new { name, role = "auditor" });
        var second = await host.Api.Call("POST", "/api/keys", new { name, role = "finance" });
        (second.Code, second.Fields.Single()).ShouldBe((409, "name"));
        await host.Api.Must("DELETE", $"/api/keys/{first!["keyId"]}");
        await host.Api.Must("POST", "/api/keys", new { name, role = "finance" }, [201]);
        (await host.Api.Call("POST", "/api/keys", new { name = "admin", role = "admin" })).Code.ShouldBe(409);
    }

    [Fact]
    public async Task what_is_wrong_with_a_key_is_named()
    {
        var answer = await host.Api.Call("POST", "/api/keys", new { name = " ", role = "root" });
        answer.Code.ShouldBe(422);
        answer.Fields.Order().ShouldBe(["name", "role"]);
        (await host.Api.Call("DELETE", "/api/keys/unknown")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task a_key_is_random_also_when_its_request_has_an_idempotency_key()
    {
        var (name, repeat) = (NewName(), Guid.NewGuid().ToString("N"));
        await using var other = await TestHost.Start(await TestPostgres.NewDatabase());
        using var elsewhere = new Api(other.Address, TestHost.AdminKey);
        var made = await host.Api.Must(
            "POST", "/api/keys", new { name, role = "admin" }, [201], ("Idempotency-Key", repeat));
        var twin = await elsewhere.Must(
            "POST", "/api/keys", new { name, role = "admin" }, [201], ("Idempotency-Key", repeat));
        // The same caller's key, name and idempotency key: nothing that a key could be computed from tells them apart.
        made!["key"]!.GetValue<string>().ShouldNotBe(twin!["key"]!.GetValue<string>());
        var mac = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(TestHost.AdminKey), Encoding.UTF8.GetBytes(made["keyId"]!.GetValue<string>()));
        made["key"]!.GetValue<string>().ShouldNotBe($"pb_{Base64Url.EncodeToString(mac)}");
    }

    [Fact]
    public async Task a_key_is_refused_once_it_has_expired()
    {
        var clock = new ManualTime(new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        await using var node = await TestHost.Start(
            new NodeSettings { Clock = clock }, await TestPostgres.NewDatabase());
        using var admin = new Api(node.Address, TestHost.AdminKey);
        var made = await admin.Must("POST", "/api/keys",
            new { name = "audit of 2025", role = "auditor", expiresAt = "2026-03-02T10:00:00+01:00" }, [201]);
        using var auditor = new Api(node.Address, made!["key"]!.GetValue<string>());
        clock.Set(new(2026, 3, 2, 8, 59, 59, TimeSpan.Zero));
        (await auditor.Call("GET", "/api/packages")).Code.ShouldBe(200);
        clock.Set(new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        (await auditor.Call("GET", "/api/packages")).Code.ShouldBe(401);
        var shown = (await admin.Must("GET", "/api/keys"))!["items"]!.AsArray().ShouldHaveSingleItem()!;
        (shown["expiresAt"]!.GetValue<string>(), shown["revoked"]).ShouldBe(("2026-03-02T09:00:00+00:00", null));
    }

    [Theory]
    [InlineData("2001-01-01T00:00:00Z", 422)]
    [InlineData("2030-01-01", 400)]
    [InlineData("2030-01-01T00:00:00", 400)]
    [InlineData("tomorrow", 400)]
    public async Task an_expiry_that_is_past_or_no_instant_is_named(string expiresAt, int status)
    {
        var answer = await host.Api.Call("POST", "/api/keys", new { name = NewName(), role = "auditor", expiresAt });
        (answer.Code, answer.Fields.Single()).ShouldBe((status, "expiresAt"));
    }

    [Fact]
    public async Task without_a_configured_key_the_first_start_makes_one_and_says_it_once()
    {
        var database = await TestPostgres.NewDatabase();
        var said = new List<string>();
        await using (var first = await StartWithoutKey(database, said))
        {
            var key = said.ShouldHaveSingleItem().Split(' ')[^1];
            using var admin = new Api(first.Address, key);
            (await admin.Call("GET", "/api/keys")).Code.ShouldBe(200);
            var made = (await admin.Must("GET", "/api/keys/history"))!["items"]!.AsArray().ShouldHaveSingleItem()!;
            (made["event"]!.GetValue<string>(), made["name"]!.GetValue<string>(), made["actor"]!.GetValue<string>(),
                made["actorKeyId"]).ShouldBe(("created", "admin", "system", null));
        }
        await using var second = await StartWithoutKey(database, said);
        said.Count.ShouldBe(1);
    }

    private static Task<Node> StartWithoutKey(string database, List<string> said) =>
        TestHost.Start(new NodeSettings { Say = said.Add }, database, ("Auth:AdminKey", ""));

    private async Task<JsonNode?> Find(string keyId) =>
        (await host.Api.Must("GET", "/api/keys?limit=500"))!["items"]!.AsArray()
            .SingleOrDefault(key => key!["keyId"]!.GetValue<string>() == keyId);

    private static string NewName() => $"key {Guid.NewGuid():N}";
}
