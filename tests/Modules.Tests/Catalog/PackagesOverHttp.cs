using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Modules.Tests.Catalog;

public class PackagesOverHttp
{
    private const string Gold = """
        {"packageId":"gold","name":"Gold","retail":"10","cost":6.5,"frequency":"monthly","frequencyMatch":[31,15]}
        """;

    [Fact]
    public async Task a_package_is_read_with_the_terms_of_a_date()
    {
        await using var product = await Product.Started();
        await product.Must("POST", "/api/packages", Gold);
        await product.Must(
            "PUT", "/api/packages/gold", Revision("12", "2025-04-01"), ("X-Reason", "price list of April"));

        (await product.Get("/api/packages/gold")).ShouldBe("""
            {"packageId":"gold","type":"standard","currency":"USD","retired":false,
            "effectiveFrom":null,"nextEffectiveFrom":"2025-04-01","name":"Gold","description":null,
            "retail":"10.00","cost":"6.50","setupRetail":"0.00","setupCost":"0.00","quantity":1,
            "frequency":"monthly","frequencyMatch":[15,31],"frequencyInterval":1,"anchor":"calendar","prorate":[],
            "destinations":[],"minimumSpend":null,"minimumProrated":false,"rolloverMinutes":0,
            "minutesTimesQuantity":false,"minimumDays":null,"platformFeature":null}
            """.ReplaceLineEndings(""));
        var april = await product.Must("GET", "/api/packages/gold?on=2025-04-01");
        (april!["retail"]!.GetValue<string>(), april["effectiveFrom"]!.GetValue<string>())
            .ShouldBe(("12.00", "2025-04-01"));
        april["nextEffectiveFrom"].ShouldBeNull();

        var history = (await product.Must("GET", "/api/packages/gold/history"))!["items"]!.AsArray();
        history.Select(entry => (entry!["event"]!.GetValue<string>(), entry["reason"]?.GetValue<string>(),
            entry["actor"]!.GetValue<string>()))
            .ShouldBe([("defined", null, "carol"), ("revised", "price list of April", "carol")]);
        history[1]!["terms"]!["retail"]!.GetValue<string>().ShouldBe("12.00");
    }

    [Fact]
    public async Task packages_are_listed_in_pages_and_searched()
    {
        await using var product = await Product.Started();
        foreach (var n in Enumerable.Range(1, 5))
            await product.Must("POST", "/api/packages",
                $$"""{"packageId":"p{{n}}","name":"Straße {{n}}","retail":1,"cost":0,"frequency":"daily"}""");
        await product.Must("POST", "/api/packages/p3/retire");

        (await Pages(product, "/api/packages?limit=2")).ShouldBe(["p1", "p2", "p4", "p5"]);
        (await Pages(product, "/api/packages?limit=2&includeRetired=true")).ShouldBe(["p1", "p2", "p3", "p4", "p5"]);
        foreach (var text in (string[])["STRAßE 4", "strasse 4", "STRAẞE 4", " Strasse  4 "])
            (await Pages(product, "/api/packages?search=" + Uri.EscapeDataString(text))).ShouldBe(["p4"], text);
        foreach (var text in (string[])["p_", "%25", "%C2%B4", "STRASE 4"])
            (await Pages(product, "/api/packages?search=" + text)).ShouldBeEmpty(text);
        (await Pages(product, "/api/packages?search=P5")).ShouldBe(["p5"]);
        (await product.Must("GET", "/api/packages/p3"))!["retired"]!.GetValue<bool>().ShouldBeTrue();
        await product.Refused(400, "limit", "GET", "/api/packages?limit=0");
        await product.Refused(400, "on", "GET", "/api/packages?on=2025-02-30");
        await product.Refused(404, "packageId", "GET", "/api/packages/none");
        await product.Refused(404, "packageId", "GET", "/api/packages/none/history");
    }

    [Fact]
    public async Task a_name_with_a_character_that_is_none_is_taken_and_found_too()
    {
        await using var product = await Product.Started();
        await product.Must("POST", "/api/packages",
            """{"packageId":"p","name":"Line \ufffe","retail":1,"cost":0,"frequency":"daily"}""");

        (await Pages(product, "/api/packages?search=%EF%BF%BE")).ShouldBe(["p"]);
    }

    [Fact]
    public async Task of_many_at_once_one_gets_the_name()
    {
        await using var product = await Product.Started();
        product.Meet("package-name-", 8);

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => product.Call(
            "POST", "/api/packages", $$"""
            {"packageId":"p{{n}}","name":"{{(n % 2 == 0 ? "Gold" : "GOLD ")}}",
            "retail":1,"cost":0,"frequency":"daily"}
            """)));

        answers.Select(answer => answer.Status).Order().ShouldBe([201, 409, 409, 409, 409, 409, 409, 409]);
        answers.Where(answer => answer.Status == 409).ShouldAllBe(answer => answer.Body!["errors"]!["name"] != null);
    }

    [Fact]
    public async Task a_name_is_free_again_when_its_package_is_retired()
    {
        await using var product = await Product.Started();
        await product.Must("POST", "/api/packages", Gold);
        await product.Must("PUT", "/api/packages/gold",
            Revision("10", "2025-04-01").Replace("Gold", "Silver", StringComparison.Ordinal));
        foreach (var name in (string[])["gold", "silver"])
            await product.Refused(409, "name", "POST", "/api/packages", Named(name));
        await product.Refused(
            409, "packageId", "POST", "/api/packages", Gold.Replace("Gold", "Other", StringComparison.Ordinal));

        await product.Must("POST", "/api/packages/gold/retire");
        await product.Must("POST", "/api/packages/gold/retire");
        foreach (var name in (string[])["gold", "silver"]) await product.Must("POST", "/api/packages", Named(name));

        static string Named(string name) => $$"""{"name":"{{name}}","retail":1,"cost":0,"frequency":"daily"}""";
    }

    [Fact]
    public async Task an_edit_is_bound_to_what_was_seen()
    {
        await using var product = await Product.Started();
        await product.Must("POST", "/api/packages", Gold);
        using var read = await product.Send("GET", "/api/packages/gold");
        var seen = read.Headers.ETag!.Tag;

        using var first = await product.Send(
            "PUT", "/api/packages/gold", Revision("11", "2025-04-01"), ("If-Match", seen));
        using var second = await product.Send(
            "PUT", "/api/packages/gold", Revision("12", "2025-04-01"), ("If-Match", seen));

        (seen, (int)first.StatusCode, first.Headers.ETag!.Tag, (int)second.StatusCode)
            .ShouldBe(("\"1\"", 200, "\"2\"", 412));
    }

    [Fact]
    public async Task a_repeat_of_a_request_is_answered_alike()
    {
        await using var product = await Product.Started();
        const string body =
            """{"name":"Gold","retail":"10","cost":"0","frequency":"weekly","frequencyMatch":["mon"]}""";

        var first = await product.Must("POST", "/api/packages", body, ("Idempotency-Key", "one"));
        var again = await product.Must("POST", "/api/packages", body, ("Idempotency-Key", "one"));

        again!["packageId"]!.GetValue<string>().ShouldBe(first!["packageId"]!.GetValue<string>());
        (await product.Call("POST", "/api/packages", body.Replace("mon", "tue", StringComparison.Ordinal),
            ("Idempotency-Key", "one"))).Status.ShouldBe(422);
        await product.Must("POST", $"/api/packages/{first["packageId"]}/retire", null, ("Idempotency-Key", "two"));
        await product.Must("POST", $"/api/packages/{first["packageId"]}/retire", null, ("Idempotency-Key", "two"));
    }

    [Theory]
    [InlineData("""{"name":"A","retail":"1","frequency":"daily"}""", 422, "cost")]
    [InlineData("""{"name":"A","retail":"-1","cost":0,"frequency":"daily"}""", 422, "retail")]
    [InlineData(
        """{"name":"A","retail":"1","cost":0,"frequency":"monthly","frequencyMatch":[0,32]}""", 422, "frequencyMatch")]
    [InlineData(
        """{"name":"A","retail":"1","cost":0,"frequency":"weekly","frequencyMatch":[]}""", 422, "frequencyMatch")]
    [InlineData(
        """{"name":"A","retail":"1","cost":0,"frequency":"weekly","frequencyMatch":"mon"}""", 422, "frequencyMatch")]
    [InlineData("""{"name":"A","retail":"1","cost":0,"type":"freeMinutes","frequency":"daily","destinations":"44.*"}""",
        422, "destinations")]
    [InlineData("""{"name":"A","retail":"one","cost":0,"frequency":"daily"}""", 400, "retail")]
    [InlineData("""{"name":"A","retail":1,"cost":0,"frequency":"daily","retial":2}""", 400, "retial")]
    [InlineData("\"not a package\"", 400, "body")]
    [InlineData("null", 400, "body")]
    public async Task a_refusal_names_the_field(string body, int status, string field)
    {
        await using var product = await Product.Started();
        await product.Refused(status, field, "POST", "/api/packages", body);
    }

    [Theory]
    [InlineData("\"\"", "is empty: give an amount such as 45.00")]
    [InlineData("\"NaN\"", "“NaN” isn't an amount: use only digits and a decimal point, such as 45.00")]
    [InlineData("\"0,05\"", "“0,05” isn't an amount: use a point for decimals, such as 0.05")]
    [InlineData("\"1e5\"", "“1e5” isn't an amount: write it without an exponent, such as 100000")]
    [InlineData("\" 1\"", "“ 1” isn't an amount: leave out the spaces around it")]
    [InlineData("\"+1\"", "“+1” isn't an amount: leave out the plus sign, such as 1")]
    [InlineData("\"１\"", "“１” isn't an amount: use the digits 0 to 9")]
    [InlineData("\"1,490\"",
        "“1,490” isn't an amount: leave out thousands separators, and use a point for decimals, such as 1234.56")]
    [InlineData("\"1\\u0000\"", "“1\uFFFD” isn't an amount: use only digits and a decimal point, such as 45.00")]
    public async Task an_amount_that_is_none_is_refused_with_what_is_wrong_with_this_text(string retail, string message)
    {
        await using var product = await Product.Started();
        var (status, answer) = await product.Call(
            "POST", "/api/packages", $$"""{"name":"A","retail":{{retail}},"cost":0,"frequency":"daily"}""");
        status.ShouldBe(400, $"{answer}");
        answer!["errors"]!["retail"]![0]!.GetValue<string>().ShouldBe(message);
    }

    [Fact]
    public async Task the_platform_features_that_a_package_may_stand_for_are_listed()
    {
        await using var product = await Product.Started();
        (await product.Get("/api/platform-features"))
            .ShouldBe("""[{"platformFeature":"fraud-guard"},{"platformFeature":"spam-shield"}]""");
    }

    private static string Revision(string retail, string from) =>
        $$"""
            {"name":"Gold","retail":"{{retail}}","cost":"6.5","frequency":"monthly","frequencyMatch":[15,31],
            "effectiveFrom":"{{from}}"}
            """;

    private static async Task<List<string>> Pages(Product product, string path)
    {
        List<string> ids = [];
        for (JsonNode? next = ""; next is not null;)
        {
            var page = await product.Must("GET", path + (next.ToString().Length == 0 ? "" : $"&after={next}"));
            ids.AddRange(page!["items"]!.AsArray().Select(item => item!["packageId"]!.GetValue<string>()));
            next = page["next"];
        }
        return ids;
    }
}
