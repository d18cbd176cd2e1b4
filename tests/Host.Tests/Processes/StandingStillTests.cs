using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A subscription that cannot handle an event, as those see it who run the product: health, log and list.
/// Nothing of it is lost.</summary>
public sealed class StandingStillTests
{
    [Fact]
    public async Task a_read_model_that_cannot_be_written_stands_still_for_all_to_see_and_loses_nothing_once_mended()
    {
        var database = await TestPostgres.NewDatabase();
        await using var host = await HostProcess.Start(database);
        using var admin = new Api(host.Address, host.AdminKey);
        await Define(admin, "before");
        (await Known(admin)).ShouldBe(["before"]);

        await Execute(database, """
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION
                'The shelf is broken.'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON catalog.history FOR EACH ROW EXECUTE FUNCTION public.refuse()
            """);
        await Define(admin, "during");
        await Define(admin, "still-during");

        var position = 0L;
        await Eventually.True(async () =>
        {
            var health = await admin.Call("GET", "/health/ready");
            if (Of(health, "catalog") is not { } catalog
                || !Fault(catalog).Contains("The shelf is broken.", StringComparison.Ordinal))
                return false;
            position = catalog["position"]!.GetValue<long>();
            return health.Code == 503;
        }, "the node says that it is not ready, and why");
        await Eventually.True(async () => (await Letters(admin)).Count == 1, "it is listed");
        var letter = (await Letters(admin)).Single()!;
        letter["what"]!.GetValue<string>().ShouldBe($"catalog stands still after position {position}");
        letter["error"]!.GetValue<string>().ShouldContain("The shelf is broken.");
        await Eventually.True(
            () => host.Output.Contains("catalog stands still", StringComparison.Ordinal), "it is in the log");
        // The others go on.
        await admin.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
        await admin.Must("GET", "/api/customers/acme");
        await Eventually.True(async () => Of(await admin.Call("GET", "/health/ready"), "subscriptions") is { } other
            && Fault(other).Length == 0, "no other one stands still");

        await admin.Must("POST", $"/api/dead-letters/{letter["id"]}/resend", null, [202]);
        var attempts = letter["attempts"]!.GetValue<int>();
        await Eventually.True(
            async () => (await Letters(admin)).Single()!["attempts"]!.GetValue<int>() > attempts, "it is tried again");

        await Execute(database, "DROP TRIGGER refuse ON catalog.history");
        // It may have been tried by itself already.
        await admin.Must("POST", $"/api/dead-letters/{letter["id"]}/resend", null, [202, 404]);
        await Eventually.True(
            async () => (await admin.Call("GET", "/health/ready")).Code == 200, "the node is ready again");
        await Eventually.True(async () => (await Letters(admin)).Count == 0, "it is listed no more");
        (await Known(admin)).ShouldBe(["before", "during", "still-during"], ignoreOrder: true);
        (await admin.Must("POST", "/api/dead-letters/subscription-of-nobody/resend", null, [404]))!["errors"]!["id"]
            .ShouldNotBeNull();
    }

    private static async Task Define(Api admin, string package) => await admin.Must("POST", "/api/packages",
        new { packageId = package, name = package, retail = "10", cost = "6", frequency = "monthly",
            frequencyMatch = new[] { 1 } }, [201]);

    private static async Task<string[]> Known(Api admin) =>
        [.. (await admin.Must("GET", "/api/packages"))!["items"]!.AsArray()
            .Select(package => package!["packageId"]!.GetValue<string>())];

    private static async Task<JsonArray> Letters(Api admin) =>
        (await admin.Must("GET", "/api/dead-letters"))!["items"]!.AsArray();

    private static JsonNode? Of(Answer health, string subscription) =>
        health.Body!["subscriptions"]!.AsArray()
            .SingleOrDefault(one => one!["name"]!.GetValue<string>() == subscription);

    private static string Fault(JsonNode subscription) => subscription["fault"]?.GetValue<string>() ?? "";

    private static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await connection.Execute(sql);
    }
}
