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
    public async Task a_repeat_shows_the_same_key_again_and_makes_no_other()
    {
        var (name, repeat) = (NewName(), ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.Api.Call("POST", "/api/keys", new { name, role = "auditor" }, repeat)));
        answers.ShouldAllBe(answer => answer.Code == 201);
        var key = answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        using var auditor = host.Client(JsonNode.Parse(key)!["key"]!.GetValue<string>());
        (await auditor.Call("GET", "/api/customers")).Code.ShouldBe(200);
        (await host.Api.Call("POST", "/api/keys", new { name = NewName(), role = "auditor" }, repeat)).Code.ShouldBe(422);
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
        }
        await using var second = await StartWithoutKey(database, said);
        said.Count.ShouldBe(1);
    }

    private static Task<Node> StartWithoutKey(string database, List<string> said) => Node.Start(new NodeSettings
    {
        Quiet = true,
        Say = said.Add,
        Configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:PackageBilling"] = database,
            ["Encryption:Key"] = HostProcess.EncryptionKey,
            ["Auth:AdminKey"] = "",
            ["Scheduler:Enabled"] = "false",
            ["urls"] = "http://127.0.0.1:0",
        },
    }, CancellationToken.None);

    private async Task<JsonNode?> Find(string keyId) =>
        (await host.Api.Must("GET", "/api/keys?limit=500"))!["items"]!.AsArray().SingleOrDefault(key => key!["keyId"]!.GetValue<string>() == keyId);

    private static string NewName() => $"key {Guid.NewGuid():N}";
}
