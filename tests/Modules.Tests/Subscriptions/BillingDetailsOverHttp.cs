using System.Text.Json.Nodes;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class BillingDetailsOverHttp
{
    private const string Billing = "/api/customers/acme/billing", Taxes = "/api/customers/acme/tax-rates";

    [Fact]
    public async Task details_are_set_as_a_whole_and_read()
    {
        await using var product = await WithAcme();
        (await product.Get(Billing)).ShouldBe("""
            {"customerId":"acme","name":null,"address":[],"email":null,"taxId":null,"paymentTermsDays":30,
            "taxRates":[]}
            """.ReplaceLineEndings(""));

        const string full = """
            {"name":"Acme & Söhne","address":["1 High Street","London"],"email":"bills@acme.example",
            "taxId":"GB999999973","paymentTermsDays":14}
            """;
        var answer = (await product.Must("PUT", Billing, full))!.ToJsonString();
        answer.ShouldBe((await product.Must("GET", Billing))!.ToJsonString());
        (await product.Get(Billing)).ShouldBe("""
            {"customerId":"acme","name":"Acme & Söhne","address":["1 High Street","London"],
            "email":"bills@acme.example","taxId":"GB999999973","paymentTermsDays":14,"taxRates":[]}
            """.ReplaceLineEndings(""));

        await product.Must("PUT", Billing, """{"taxId":"GB1"}""");
        (await product.Get(Billing)).ShouldContain("\"name\":null,\"address\":[],\"email\":null,\"taxId\":\"GB1\"");
    }

    [Fact]
    public async Task taxes_are_set_by_date_and_read_the_earliest_first()
    {
        await using var product = await WithAcme();
        await product.Must("PUT", Taxes, Rates("2026-01-01", """{"name":"VAT","percent":"20"}"""));
        await product.Must(
            "PUT", Taxes, Rates("2020-07-01", """{"name":"VAT","percent":16},{"name":"City tax","percent":"2.5"}"""));
        await product.Must("PUT", Taxes, Rates("2030-01-01", ""));
        (await product.Must("PUT", Taxes, Rates("2026-01-01", """{"name":"VAT","percent":"19"}""")))!["taxRates"]!
            .ToJsonString().ShouldBe("""
            [{"effectiveFrom":"2020-07-01","rates":[{"name":"VAT","percent":"16.00"},
            {"name":"City tax","percent":"2.50"}]},
            {"effectiveFrom":"2026-01-01","rates":[{"name":"VAT","percent":"19.00"}]},
            {"effectiveFrom":"2030-01-01","rates":[]}]
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task an_edit_is_bound_to_the_version_that_was_read_whichever_of_them_it_edits()
    {
        await using var product = await WithAcme();
        var seen = await Tag(product, Billing);
        seen.ShouldBe(await Tag(product, "/api/customers/acme"));
        var events = await product.Log.Tail(default);

        await product.Must("PUT", Billing, """{"name":"Acme"}""", ("If-Match", seen));
        await product.Must("PUT", Billing, """{"name":" Acme "}""");
        (await product.Log.Tail(default)).ShouldBe(events + 1);
        foreach (var (method, path, body) in ((string, string, string)[])[("PUT", Billing, "{}"),
            ("PUT", Taxes, Rates("2026-01-01", "")), ("PATCH", "/api/customers/acme", """{"name":"A"}""")])
            (await product.Call(method, path, body, ("If-Match", seen))).Status.ShouldBe(412, path);

        var now = await Tag(product, Billing);
        now.ShouldBe(await Tag(product, "/api/customers/acme"));
        await product.Must("PUT", Taxes, Rates("2026-01-01", ""), ("If-Match", now));
        await product.Must("PUT", Taxes, Rates("2026-01-01", ""));
        (await product.Log.Tail(default)).ShouldBe(events + 2);
        (await Tag(product, Billing)).ShouldBe(await Tag(product, "/api/customers/acme"));
    }

    [Fact]
    public async Task what_is_wrong_is_named()
    {
        await using var product = await WithAcme();
        await product.Refused(404, "customerId", "GET", "/api/customers/nobody/billing");
        await product.Refused(404, "customerId", "PUT", "/api/customers/nobody/billing", "{}");
        await product.Refused(404, "customerId", "PUT", "/api/customers/nobody/tax-rates", Rates("2026-01-01", ""));
        await product.Refused(422, "email", "PUT", Billing, """{"email":"Acme <bills@acme.example>"}""");
        await product.Refused(422, "address[1]", "PUT", Billing, """{"address":["1 High Street",""]}""");
        await product.Refused(422, "rates[0].percent", "PUT", Taxes, Rates("2026-01-01", """{"name":"VAT"}"""));
        await product.Refused(422, "effectiveFrom", "PUT", Taxes, """{"rates":[]}""");
    }

    [Fact]
    public async Task the_history_tells_both()
    {
        await using var product = await WithAcme();
        await product.Must("PUT", Billing,
            """{"name":"Acme Ltd","address":["London"],"email":"a@b.example","taxId":"GB1","paymentTermsDays":14}""",
            ("X-Reason", "new office"));
        await product.Must("PUT", Taxes, Rates("2026-01-01", """{"name":"VAT","percent":"20"}"""));

        var all = (await product.Must("GET", "/api/customers/acme/history"))!["items"]!.AsArray();
        all.Select(entry => Said(entry, "event")).ShouldBe(["registered", "billingChanged", "taxRatesChanged"]);
        (Said(all[1], "name"), Said(all[1], "email"), Said(all[1], "taxId"), Said(all[1], "reason"),
            all[1]!["paymentTermsDays"]!.GetValue<int>(), all[1]!["address"]!.ToJsonString())
            .ShouldBe(("Acme Ltd", "a@b.example", "GB1", "new office", 14, """["London"]"""));
        (Said(all[2], "effectiveFrom"), all[2]!["taxRates"]!.ToJsonString())
            .ShouldBe(("2026-01-01", """[{"name":"VAT","percent":"20.00"}]"""));
    }

    private static string? Said(JsonNode? entry, string field) => entry![field]?.GetValue<string>();

    private static string Rates(string from, string rates) => $$"""{"effectiveFrom":"{{from}}","rates":[{{rates}}]}""";

    private static async Task<string> Tag(Product product, string path)
    {
        using var read = await product.Send("GET", path);
        return read.Headers.ETag!.Tag;
    }

    private static async Task<Product> WithAcme()
    {
        var product = await Product.Started();
        await product.Must("POST", "/api/customers", """{"customerId":"acme","name":"acme"}""");
        return product;
    }
}
