using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A host keeps the last head outside the database, and says so when the database does not
/// hold it any more.</summary>
public sealed class KeptHeadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("packagebilling-heads-").FullName;

    private string HeadFile => Path.Combine(_folder, "kept", "head.json");

    [Fact]
    public async Task a_database_restored_to_an_older_point_is_noticed_at_the_start_until_an_operator_accepts_it()
    {
        var database = await TestPostgres.NewDatabase();
        await using (var node = await Start(database))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            await api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
            await Run(api, "2025-02-01");
            await Kept("s1.");
        }
        var older = await Copy(database);
        await using (var node = await Start(database))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            await Run(api, "2025-03-01");
            await Kept("s2.");
            (await Ready(api))["warnings"]!.AsArray().ShouldBeEmpty();
        }
        var kept = await File.ReadAllTextAsync(HeadFile);

        // What a restore brings back is not refused, but nobody can overlook it.
        await using (var node = await Start(older))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            await Eventually.True(async () => (await Ready(api))["warnings"]!.AsArray().Count == 1, "readiness warns");
            var ready = await Ready(api);
            (ready["status"]!.GetValue<string>(), ready["warnings"]![0]!.GetValue<string>()[..38])
                .ShouldBe(("ready", "The log ends before seal 2, which this"));
            var verified = (await api.Must("POST", "/api/audit/verify", new { }))!;
            (verified["ok"]!.GetValue<bool>(), verified["firstFault"]!["check"]!.GetValue<string>())
                .ShouldBe((false, "head"));
            verified["firstFault"]!["what"]!.GetValue<string>().ShouldBe(ready["warnings"]![0]!.GetValue<string>());
            var head = (await api.Must("GET", "/api/audit/head"))!;
            head["head"]!.GetValue<string>().ShouldStartWith("s1.");
            head["kept"]!.GetValue<string>().ShouldStartWith("s2.");
            // It goes on to work, and the evidence stays.
            await Run(api, "2025-04-01");
            (await File.ReadAllTextAsync(HeadFile)).ShouldBe(kept);

            (await api.Call("POST", "/api/audit/head/accept", new { })).Fields.ShouldBe(["reason"]);
            await api.Must("POST", "/api/audit/head/accept", new { reason = "restored last night's backup" }, [200]);
            (await Ready(api))["warnings"]!.AsArray().ShouldBeEmpty();
            (await api.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue();
            (await api.Call("POST", "/api/audit/head/accept", new { reason = "again" })).Code.ShouldBe(409);
        }
        Directory.GetFiles(Path.GetDirectoryName(HeadFile)!, "head.json.2*").Select(File.ReadAllText).ShouldBe([kept]);
        JsonNode.Parse(await File.ReadAllTextAsync(HeadFile))!["head"]!.GetValue<string>().ShouldStartWith("s2.");
        await using var accepted = new NpgsqlConnection(older);
        await accepted.OpenAsync();
        await using var ask = new NpgsqlCommand(
            "SELECT headers::text || data::text FROM events.mt_events WHERE type = 'head_accepted'", accepted);
        var told = (string)(await ask.ExecuteScalarAsync())!;
        told.ShouldContain("restored last night's backup");
        told.ShouldContain(JsonNode.Parse(kept)!["head"]!.GetValue<string>());
    }

    [Fact]
    public async Task another_history_in_the_same_place_and_an_end_that_was_cut_off_under_the_host_are_noticed_too()
    {
        var database = await TestPostgres.NewDatabase();
        await using (var node = await Start(database))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            await Run(api, "2025-02-01");
            await Kept("s1.");
            await using var hand = new NpgsqlConnection(database);
            await hand.OpenAsync();
            await hand.Execute("DELETE FROM events.mt_events WHERE type = 'run_sealed'; DELETE FROM audit.seals");
            await Eventually.True(
                async () => (await Ready(api))["warnings"]!.AsArray().Count == 1, "it is noticed while the host runs");
        }
        await using (var node = await Start(await TestPostgres.NewDatabase()))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            await Run(api, "2025-05-01");
            await Eventually.True(
                async () => (await Ready(api))["warnings"]![0]!.GetValue<string>()
                    .StartsWith("Seal 1 is not the one that this host saw", StringComparison.Ordinal), "it is noticed");
        }
    }

    [Fact]
    public async Task a_file_that_cannot_be_read_is_said_and_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(HeadFile)!);
        await File.WriteAllTextAsync(HeadFile, "{\"head\":");
        await using var node = await Start(await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Eventually.True(async () => (await Ready(api))["warnings"]![0]!.GetValue<string>()
            .Contains("is not the file of a head", StringComparison.Ordinal), "it is said");
        (await File.ReadAllTextAsync(HeadFile)).ShouldBe("{\"head\":");
        await api.Must("POST", "/api/audit/head/accept", new { reason = "the disk was full" }, [200]);
        (await Ready(api))["warnings"]!.AsArray().ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<Node> Start(string database) => TestHost.Start(database, ("Audit:HeadFile", HeadFile));

    private async Task Kept(string seal) => await Eventually.True(
        () => JsonNode.Parse(File.ReadAllText(HeadFile))!["head"]!.GetValue<string>()
            .StartsWith(seal, StringComparison.Ordinal), $"head {seal} is kept");

    private static async Task<JsonNode> Ready(Api api) => (await api.Call("GET", "/health/ready")).Body!;

    private static async Task Run(Api api, string date) =>
        (await api.Must("POST", "/api/charge-runs", new { date }, [200], ("Prefer", "wait=60")))!["status"]!
            .GetValue<string>().ShouldBe("completed");

    /// <summary>The database as it is now, under another name: what a backup would bring back.</summary>
    private static async Task<string> Copy(string database)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        var from = to.Database!;
        to.Database = $"{from}_older";
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await Eventually.True(async () =>
        {
            await connection.Execute($"CREATE DATABASE {to.Database} TEMPLATE {from}");
            return true;
        }, "nobody uses the database any more");
        return to.ConnectionString;
    }
}
