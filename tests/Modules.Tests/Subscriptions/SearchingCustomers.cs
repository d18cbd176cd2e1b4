using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PackageBilling.Harness;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Subscriptions;

/// <summary>Customers are found by what people type: without accents or case, and by a DID in any notation.</summary>
public sealed class SearchingCustomers
{
    private const string Did = "4930123456", OthersDid = "4930123457";

    [Fact]
    public async Task a_search_ignores_accents_and_case()
    {
        await using var product = await Product.Started();
        foreach (var (id, name) in (((string, string)[])[("mueller", "Müller  GmbH"), ("muller", "Muller GMBH"),
            ("street", "Straße 5"), ("strasse", "STRASSE 5"), ("contact", "İletişim A.Ş."),
            ("kontakt", "iletisim a.s."), ("miller", "Miller GmbH")]))
            await Register(product, id, name);

        foreach (var text in (string[])["muller gmbh", "MÜLLER GMBH", "mu\u0308ller", " Muller  G"])
            (await Found(product, text)).ShouldBe(["mueller", "muller"], text);
        foreach (var text in (string[])["strasse 5", "Straße 5", "STRAẞE 5"])
            (await Found(product, text)).ShouldBe(["strasse", "street"], text);
        foreach (var text in (string[])["iletisim", "İLETİŞİM", "ıletişim"])
            (await Found(product, text)).ShouldBe(["contact", "kontakt"], text);
        (await Found(product, "´")).ShouldBeEmpty();

        await product.Must("PATCH", "/api/customers/miller", """{"name":"Møller GmbH"}""");
        (await Found(product, "MOLLER")).ShouldBe(["miller"]);
        (await Found(product, "miller g")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("+49 30 123456")]
    [InlineData("0049 30/123456")]
    [InlineData("4930123456")]
    [InlineData("+49.30.12-34-56")]
    [InlineData("(+49) 30 123456")]
    public async Task a_did_in_any_notation_finds_who_has_had_or_will_have_it(string notation)
    {
        await using var product = await WithPackage("past", "now", "future", "other", "cancelled");
        // Released before it begins, an assignment is cancelled: it never had the DID.
        await Assign(product, "cancelled", "e", Did, "2027-01-01", null);
        await product.Must("POST", $"/api/dids/{Did}/release", """{"date":"2022-12-31"}""");
        await Assign(product, "past", "a", Did, "2024-01-01", "2024-12-31");
        await Assign(product, "now", "b", Did, "2025-01-01", "2025-12-31");
        await Assign(product, "future", "c", Did, "2026-01-01", null);
        await Assign(product, "other", "d", OthersDid, "2025-01-01", null);
        await Register(product, "named", $"Hotline {Did}");

        (await Found(product, notation)).ShouldBe(notation == Did
            ? ["future", "named", "now", "past"] : ["future", "now", "past"]);
        (await Found(product, "+49 30 123457")).ShouldBe(["other"]);
        (await Found(product, "+49 30 12345")).ShouldBeEmpty();
    }

    [Fact]
    public async Task customers_found_by_name_or_did_are_listed_once_in_pages()
    {
        await using var product = await WithPackage("a", "b");
        await Register(product, "c", $"Hotline {Did}");
        await Assign(product, "b", "b1", Did, "2024-01-01", "2024-12-31");
        await Assign(product, "b", "b2", Did, "2025-02-01", null);
        await Assign(product, "a", "a1", Did, "2023-01-01", "2023-12-31");

        (await Found(product, Did, "&limit=1")).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task an_erased_customer_is_found_by_neither_name_nor_did()
    {
        await using var product = await WithPackage("jane");
        await product.Must("PATCH", "/api/customers/jane", """{"name":"Zoë Müller"}""");
        await Assign(product, "jane", "a", Did, "2024-01-01", "2024-12-31");
        foreach (var text in (string[])["zoe", "muller", Did, "+49 30 123456"])
            (await Found(product, text)).ShouldBe(["jane"], text);

        await product.Must("POST", "/api/customers/jane/erase", """{"reason":"asked for"}""");

        foreach (var text in (string[])["zoe", "muller", Did, "+49 30 123456"])
            (await Found(product, text)).ShouldBeEmpty(text);
        (await Found(product, "jane")).ShouldBe(["jane"]);
    }

    [Fact]
    public async Task a_search_by_did_reads_neither_all_customers_nor_all_assignments()
    {
        await using var product = await Product.Started();
        var source = product.Services.GetRequiredService<NpgsqlDataSource>();
        await source.Execute("""
            INSERT INTO subscriptions.customers
                (customer_id, name, currency, time_zone, credit_limit, registered_at, version, search_key)
            SELECT 'c' || n, 'n', 'USD', 'UTC', 0, now(), 0, 'c' || n || E'\\nname ' || md5(n::text)
            FROM generate_series(1, 100000) n;
            INSERT INTO subscriptions.assignments (assignment_id, customer_id, package_id, did, start_date, terms,
                bill_past, cancelled, version, position)
            SELECT 'a' || n, 'c' || n, 'p', (4930000000 + n)::text, '2025-01-01', '', false, false, 0, n
            FROM generate_series(1, 100000) n;
            ANALYZE subscriptions.customers, subscriptions.assignments
            """);

        var plan = await source.Explain(
            ListCustomers.Handler.FoundByDid, "", 51, SearchKey.Containing("4930012345"), "4930012345");

        foreach (var index in (string[])["customers_by_part", "customers_pkey", "assignments_on_did"])
            plan.ShouldContain(index);
        plan.ShouldNotContain("Seq Scan");
    }

    [Fact]
    public async Task a_name_with_a_character_that_is_none_is_found_like_others()
    {
        await using var product = await Product.Started();
        await Register(product, "odd", "Odd\ufffe Name");
        await Register(product, "next", "Next Name");

        (await Found(product, "name")).ShouldBe(["next", "odd"]);
        (await Found(product, "odd\ufffe")).ShouldBe(["odd"]);
    }

    private static async Task<Product> WithPackage(params string[] customers)
    {
        var product = await Product.Started();
        await product.Must(
            "POST", "/api/packages", """{"packageId":"p","name":"Line","retail":1,"cost":0,"frequency":"daily"}""");
        foreach (var customer in customers) await Register(product, customer, $"Customer {customer}");
        return product;
    }

    private static Task Register(Product product, string customerId, string name) => product.Must(
        "POST", "/api/customers", new JsonObject { ["customerId"] = customerId, ["name"] = name }.ToJsonString());

    private static Task Assign(
        Product product, string customerId, string assignmentId, string did, string start, string? end) =>
        product.Must("POST", $"/api/customers/{customerId}/packages", new JsonObject
        {
            ["assignmentId"] = assignmentId, ["packageId"] = "p", ["did"] = did, ["startDate"] = start,
            ["endDate"] = end,
        }.ToJsonString());

    private static async Task<List<string>> Found(Product product, string text, string more = "")
    {
        List<string> ids = [];
        for (var next = ""; next is not null;)
        {
            var page = await product.Must("GET", $"/api/customers?search={Uri.EscapeDataString(text)}{more}"
                + (next.Length == 0 ? "" : $"&after={next}"));
            ids.AddRange(page!["items"]!.AsArray().Select(item => item!["customerId"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
        }
        return ids;
    }
}
