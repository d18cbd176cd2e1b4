using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Subscriptions;

/// <summary>Platform features on a real log and database, behind real HTTP.</summary>
public class PlatformFeaturesOverHttp
{
    private const string Feature = "/api/customers/acme/features/fraud-guard/acknowledge";
    private const string Open = "/api/platform-features/open";
    private const string Number = "442079460000";

    [Fact]
    public async Task a_request_shows_what_is_behind_it_and_waits_on_the_list_until_it_is_acknowledged()
    {
        await using var product = await WithGuard();
        await Assign(product, "a", $$"""
            "startDate":"2025-01-31","endDate":"2025-12-31","quantity":3,"did":"{{Number}}"
            """);
        (await Ask(product)).ShouldBe(1);

        var asked = await One(product);
        asked.ToJsonString().ShouldBe($$"""
            {"customerId":"acme","platformFeature":"fraud-guard","enabledOn":"2025-01-31","state":"requested",
            "wanted":"enabled","on":"2025-01-31","since":"2025-03-10T12:00:00+00:00",
            "requestedAt":"2025-03-10T12:00:00+00:00","askedAt":"2025-03-10T12:00:00+00:00","timesAsked":1,
            "askAgainAt":"2025-03-10T13:00:00+00:00","detail":null,"assignmentId":"a","packageId":"guard",
            "quantity":3,"did":"{{Number}}","startDate":"2025-01-31","endDate":"2025-12-31"}
            """.ReplaceLineEndings("").Replace("+", "\\u002B", StringComparison.Ordinal));
        (await product.Must("GET", Open))!["items"]![0]!.ToJsonString().ShouldBe(asked.ToJsonString());

        product.Clock.Now += TimeSpan.FromMinutes(10);
        (await product.Must("POST", Feature, """{"outcome":"acknowledged","detail":"order 7"}"""))!.ToJsonString()
            .ShouldBe("""
                {"customerId":"acme","platformFeature":"fraud-guard","state":"acknowledged","wanted":"enabled"}
                """);
        (await product.Get(Open)).ShouldBe("""{"items":[],"next":null}""");
        (await Ids(product, Open + "?state=acknowledged")).ShouldBe(["acme"]);
        var taken = await One(product);
        (Text(taken, "state"), Text(taken, "detail"), Text(taken, "since"), taken["askAgainAt"])
            .ShouldBe(("acknowledged", "order 7", "2025-03-10T12:10:00+00:00", null));

        await product.Must("POST", Feature, """{"outcome":"enabled"}""");
        (await product.Must("POST", Feature, """{"outcome":"enabled"}"""))!["state"]!.ToString().ShouldBe("enabled");
        Text(await One(product), "state").ShouldBe("enabled");
        (await Ids(product, Open + "?state=acknowledged")).ShouldBeEmpty();
        var features = (await product.Log.ReadStream("features-acme", default)).Select(stored => stored.Type);
        features.ShouldBe(
            ["platform_feature_requested", "platform_feature_acknowledged", "platform_feature_enabled"]);
    }

    [Fact]
    public async Task it_is_asked_for_again_as_the_clock_goes_on_and_no_longer_once_it_is_acknowledged()
    {
        await using var product = await WithGuard();
        await Assign(product, "a", "\"startDate\":\"2025-03-10\"");
        (await Ask(product)).ShouldBe(1);

        (await Ask(product, "2025-03-10T12:59:59Z")).ShouldBe(0);
        (await Ask(product, "2025-03-10T13:00:00Z")).ShouldBe(1);
        (await Ask(product, "2025-03-10T14:59:59Z")).ShouldBe(0);
        (await Ask(product, "2025-03-10T15:00:00Z")).ShouldBe(1);
        var asked = await One(product);
        (asked["timesAsked"]!.GetValue<int>(), Text(asked, "requestedAt"), Text(asked, "askedAt"))
            .ShouldBe((3, "2025-03-10T12:00:00+00:00", "2025-03-10T15:00:00+00:00"));

        await product.Must("POST", Feature, """{"outcome":"failed","detail":"no licence"}""");
        var failed = await One(product);
        (Text(failed, "state"), Text(failed, "detail"), Text(failed, "askAgainAt"))
            .ShouldBe(("failed", "no licence", "2025-03-10T19:00:00+00:00"));
        (await Ids(product, Open + "?state=failed")).ShouldBe(["acme"]);
        (await Ask(product, "2025-03-10T19:00:00Z")).ShouldBe(1);

        await product.Must("POST", Feature, """{"outcome":"enabled"}""");
        (await Ask(product, "2025-04-10T12:00:00Z")).ShouldBe(0);
    }

    [Fact]
    public async Task a_look_says_when_the_next_request_is_to_be_made_again()
    {
        await using var product = await WithGuard();
        (await Look(product)).ShouldBe(new AskedFeatures(0, null));
        await Assign(product, "a", "\"startDate\":\"2025-03-10\"");

        await Ask(product);

        (await Look(product)).ShouldBe(new AskedFeatures(0, product.Clock.Now + TimeSpan.FromHours(1)));
        (await SubscriptionsModule.AskForPlatformFeatures(product.Services, ["nobody"], default)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task pauses_ends_and_other_packages_are_followed_and_a_change_of_quantity_asks_for_nothing()
    {
        await using var product = await WithGuard();
        await Assign(product, "a", "\"startDate\":\"2025-03-01\"");
        await Confirmed(product, "enabled", "2025-03-01");

        await product.Must("POST", "/api/customers/acme/packages/a/change", """{"quantity":2}""");
        (await Ask(product)).ShouldBe(0);
        await product.Must("POST", "/api/customers/acme/packages/a/pause", """{"from":"2025-03-05"}""");
        await Confirmed(product, "disabled", "2025-03-05");
        await product.Must("POST", "/api/customers/acme/packages/a/resume", """{"on":"2025-03-08"}""");
        await Confirmed(product, "enabled", "2025-03-08");
        (await One(product))["quantity"]!.GetValue<int>().ShouldBe(2);

        await product.Must("POST", "/api/customers/acme/packages/a/swap",
            """{"packageId":"guard-plus","on":"2025-03-09","assignmentId":"b"}""");
        (await Ask(product)).ShouldBe(0);
        await product.Must("POST", "/api/customers/acme/packages/b/swap",
            """{"packageId":"line","on":"2025-03-10","assignmentId":"c"}""");
        await Confirmed(product, "disabled", "2025-03-10");
        Text(await One(product), "assignmentId").ShouldBe("b");
        (await One(product))["enabledOn"].ShouldBeNull();
    }

    [Fact]
    public async Task a_bad_answer_names_what_is_wrong_with_it()
    {
        await using var product = await WithGuard();
        await product.Refused(404, "feature", "POST", Feature, """{"outcome":"enabled"}""");
        await Assign(product, "a", "\"startDate\":\"2025-03-10\"");
        await Ask(product);

        await product.Refused(404, "feature", "POST",
            Feature.Replace("fraud", "no", StringComparison.Ordinal), """{"outcome":"enabled"}""");
        await product.Refused(404, "customerId", "POST",
            Feature.Replace("acme", "nobody", StringComparison.Ordinal), """{"outcome":"enabled"}""");
        await product.Refused(422, "outcome", "POST", Feature, "{}");
        await product.Refused(400, "outcome", "POST", Feature, """{"outcome":"requested"}""");
        await product.Refused(422, "detail", "POST", Feature, """{"outcome":"failed","detail":" "}""");
        await product.Refused(422, "detail", "POST", Feature,
            $$"""{"outcome":"failed","detail":"{{new string('x', 201)}}"}""");
        await product.Refused(409, "outcome", "POST", Feature, """{"outcome":"disabled"}""");
        await product.Must("POST", Feature, """{"outcome":"enabled"}""");
        await product.Refused(409, "outcome", "POST", Feature, """{"outcome":"failed"}""");
        await product.Refused(400, "state", "GET", Open + "?state=enabled");
        await product.Refused(400, "limit", "GET", Open + "?limit=0");
        await product.Refused(400, "after", "GET", Open + "?after=bm8");
    }

    [Fact]
    public async Task the_list_is_paged_and_begins_with_the_oldest()
    {
        await using var product = await WithGuard();
        foreach (var customer in (string[])["zoe", "bob", "ann"])
        {
            await product.Must("POST", "/api/customers", $$"""{"customerId":"{{customer}}","name":"{{customer}}"}""");
            await product.Must("POST", $"/api/customers/{customer}/packages",
                """{"packageId":"guard","startDate":"2025-03-01"}""");
            product.Clock.Now += TimeSpan.FromMinutes(1);
            (await Ask(product)).ShouldBe(1);
        }

        var first = (await product.Must("GET", Open + "?limit=2"))!;
        var second = (await product.Must("GET", Open + $"?limit=2&after={first["next"]}"))!;

        Customers(first).ShouldBe(["zoe", "bob"]);
        Customers(second).ShouldBe(["ann"]);
        second["next"].ShouldBeNull();
    }

    [Fact]
    public async Task dids_and_details_are_tokens_in_the_log_and_gone_when_the_customer_is_erased()
    {
        await using var product = await WithGuard();
        await Assign(product, "a", $$"""
            "startDate":"2025-01-31","endDate":"2025-03-10","did":"{{Number}}"
            """);
        await Ask(product);
        await product.Must("POST", Feature, $$"""{"outcome":"failed","detail":"{{Number}} is unknown"}""");
        foreach (var stored in await product.Log.ReadStream("features-acme", default))
            System.Text.Encoding.UTF8.GetString(EventJson.Write(stored.Data)).ShouldNotContain(Number);
        (await One(product)).ToJsonString().ShouldContain($"{Number} is unknown");

        await product.Must("POST", "/api/customers/acme/erase", """{"reason":"asked for"}""");
        (await Ask(product, "2025-03-11T12:00:00Z")).ShouldBe(1);

        var shown = await One(product);
        (Text(shown, "wanted"), shown["did"]).ShouldBe(("disabled", null));
        (await product.Get("/api/customers/acme/history")).ShouldNotContain(Number);
        await product.Refused(409, "detail", "POST", Feature, """{"outcome":"disabled","detail":"done"}""");
        await product.Must("POST", Feature, """{"outcome":"disabled"}""");
    }

    [Fact]
    public async Task an_answer_that_crosses_another_look_loses_neither()
    {
        await using var product = await WithGuard();
        await Assign(product, "a", "\"startDate\":\"2025-03-10\"");
        await Ask(product);
        product.Clock.Now += TimeSpan.FromHours(1);

        product.Meet("features-acme", 2);
        var answer = product.Must("POST", Feature, """{"outcome":"enabled"}""");
        await Task.WhenAll(answer, Look(product));

        Text(await One(product), "state").ShouldBe("enabled");
    }

    [Fact]
    public async Task the_history_says_what_was_asked_for_and_answered_and_not_each_time_again()
    {
        await using var product = await WithGuard();
        await Assign(product, "a", "\"startDate\":\"2025-03-10\"");
        await Ask(product);
        await Ask(product, "2025-03-10T13:00:00Z");
        await product.Must("POST", Feature, """{"outcome":"failed","detail":"no licence"}""");
        await product.Must("POST", Feature, """{"outcome":"enabled"}""");

        var entries = (await product.Must("GET", "/api/customers/acme/history"))!["items"]!.AsArray()
            .Where(entry => entry!["platformFeature"] is not null).ToList();

        entries.Select(entry => $"{entry!["event"]} {entry["wanted"]} {entry["effectiveFrom"]} {entry["detail"]} "
            + $"{entry["assignmentId"]}").ShouldBe(
        [
            "featureRequested enabled 2025-03-10  a", "featureFailed enabled 2025-03-10 no licence a",
            "featureEnabled enabled 2025-03-10  a",
        ]);
    }

    [Fact]
    public async Task what_an_earlier_version_switched_on_counts_as_confirmed()
    {
        await using var product = await WithGuard();
        await product.Log.Append(
            [new("features-acme", 0, [new PlatformFeatureEnabled("acme", "fraud-guard", Given.Day("2025-03-01"))])],
            Given.Metadata, null, default);
        await Assign(product, "a", "\"startDate\":\"2025-03-01\"");

        (await Ask(product)).ShouldBe(0);

        var shown = await One(product);
        (Text(shown, "state"), Text(shown, "enabledOn"), shown["requestedAt"], shown["timesAsked"]!.GetValue<int>())
            .ShouldBe(("enabled", "2025-03-01", null, 0));
    }

    [Fact]
    public async Task rebuilding_gives_the_same_rows()
    {
        await using var product = await WithGuard();
        await Assign(product, "a", $$"""
            "startDate":"2025-03-01","did":"{{Number}}"
            """);
        await Ask(product);
        await Ask(product, "2025-03-10T13:00:00Z");
        await product.Must("POST", Feature, """{"outcome":"failed","detail":"no licence"}""");
        await product.Must("POST", Feature, """{"outcome":"failed","detail":"no licence, still"}""");
        var before = await product.Rows("subscriptions");

        await product.Services.GetRequiredService<ISubscriptions>().Rebuild("subscriptions", CancellationToken.None);

        (await product.Rows("subscriptions")).ShouldBe(before);
        before.ShouldContain("\"state\": \"failed\"");
    }

    private static async Task<Product> WithGuard()
    {
        var product = await Product.Started();
        foreach (var (id, feature) in ((string, string)[])
            [("guard", "\"fraud-guard\""), ("guard-plus", "\"fraud-guard\""), ("line", "null")])
            await product.Must("POST", "/api/packages", $$"""
                {"packageId":"{{id}}","name":"{{id}}","retail":1,"cost":0,"frequency":"daily",
                "platformFeature":{{feature}}}
                """);
        await product.Must("POST", "/api/customers", """{"customerId":"acme","name":"Acme"}""");
        return product;
    }

    private static Task<JsonNode?> Assign(Product product, string id, string dates) => product.Must(
        "POST", "/api/customers/acme/packages", $$"""{"assignmentId":"{{id}}","packageId":"guard",{{dates}}}""");

    private static Task<AskedFeatures> Look(Product product) =>
        SubscriptionsModule.AskForPlatformFeatures(product.Services, null, CancellationToken.None);

    private static async Task<int> Ask(Product product, string? now = null)
    {
        if (now is not null) product.Clock.Now = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);
        return (await Look(product)).Count;
    }

    private static async Task Confirmed(Product product, string wanted, string on)
    {
        (await Ask(product)).ShouldBe(1);
        var feature = await One(product);
        (Text(feature, "state"), Text(feature, "wanted"), Text(feature, "on")).ShouldBe(("requested", wanted, on));
        await product.Must("POST", Feature, $$"""{"outcome":"{{wanted}}"}""");
    }

    private static async Task<JsonNode> One(Product product) =>
        (await product.Must("GET", "/api/customers/acme/features"))!.AsArray().Single()!;

    private static string? Text(JsonNode feature, string field) => feature[field]?.ToString();

    private static async Task<List<string>> Ids(Product product, string path) =>
        Customers((await product.Must("GET", path))!);

    private static List<string> Customers(JsonNode page) =>
        [.. page["items"]!.AsArray().Select(item => item!["customerId"]!.ToString())];
}
