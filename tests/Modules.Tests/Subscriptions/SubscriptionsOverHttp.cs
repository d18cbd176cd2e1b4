using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class SubscriptionsOverHttp
{
    private const string Number = "442079460001";

    [Fact]
    public async Task a_customer_is_registered_edited_and_read()
    {
        await using var product = await Product.Started();
        await product.Must("POST", "/api/customers", """{"customerId":"acme","name":"Acme"}""");
        using var read = await product.Send("GET", "/api/customers/acme");
        (await product.Must("PATCH", "/api/customers/acme", """{"creditLimit":"100","timeZone":"Europe/London"}"""))!
            .ToJsonString().ShouldBe("""
            {"customerId":"acme","name":"Acme","currency":"USD","timeZone":"Europe/London","creditLimit":"100.00"}
            """);

        (await product.Get("/api/customers/acme")).ShouldBe("""
            {"customerId":"acme","name":"Acme","currency":"USD","timeZone":"Europe/London","creditLimit":"100.00",
            "registeredAt":"2025-03-10T12:00:00+00:00"}
            """.ReplaceLineEndings(""));
        (await product.Call("PATCH", "/api/customers/acme", """{"name":"A"}""",
            ("If-Match", read.Headers.ETag!.Tag))).Status.ShouldBe(412);
        await product.Refused(409, "customerId", "POST", "/api/customers", """{"customerId":"acme","name":"Acme"}""");
        await product.Refused(404, "customerId", "GET", "/api/customers/nobody");
        await product.Refused(404, "customerId", "PATCH", "/api/customers/nobody", """{"name":"A"}""");
        await product.Refused(422, "name", "PATCH", "/api/customers/acme", "{}");
    }

    [Fact]
    public async Task what_became_of_a_customer_and_its_packages_is_read_in_the_order_recorded()
    {
        await using var product = await WithAcme();
        await product.Must("POST", "/api/customers/acme/packages",
            """{"assignmentId":"a","packageId":"p","quantity":2,"startDate":"2025-01-01"}""",
            ("X-Reason", "first order"));
        await product.Must(
            "PATCH", "/api/customers/acme", """{"name":"Acme & Co","creditLimit":"75"}""", ("X-Reason", "grew"));
        await product.Must(
            "POST", "/api/customers/acme/packages/a/change", """{"quantity":5,"effectiveFrom":"2025-02-01"}""");

        var all = (await product.Must("GET", "/api/customers/acme/history"))!["items"]!.AsArray();
        all.Select(entry => (Said(entry, "event"), Said(entry, "name"), Said(entry, "creditLimit"),
            Said(entry, "assignmentId"), entry!["quantity"]?.GetValue<int>(), Said(entry, "reason"))).ShouldBe(
            [
                ("registered", "acme", "0.00", null, null, null), ("assigned", null, null, "a", 2, "first order"),
                ("renamed", "Acme & Co", null, null, null, "grew"),
                ("creditLimitChanged", null, "75.00", null, null, "grew"), ("changed", null, null, "a", 5, null),
            ]);
        all.ShouldAllBe(entry => entry!["actor"]!.GetValue<string>() != ""
            && entry["recordedAt"]!.GetValue<string>() == "2025-03-10T12:00:00+00:00");

        (await Ids(product, "/api/customers/acme/history?limit=2", "event"))
            .ShouldBe(["registered", "assigned", "renamed", "creditLimitChanged", "changed"]);
        await product.Refused(404, "customerId", "GET", "/api/customers/nobody/history");
        await product.Refused(400, "after", "GET", "/api/customers/acme/history?after=!!");

        static string? Said(JsonNode? entry, string field) => entry![field]?.GetValue<string>();
    }

    [Fact]
    public async Task customers_are_found_by_parts_of_id_or_name_in_pages()
    {
        await using var product = await Product.Started();
        foreach (var id in (string[])["b", "B", "a-2", "a.1"])
            await product.Must("POST", "/api/customers", $$"""{"customerId":"{{id}}","name":"Jürgen {{id}}"}""");

        (await Ids(product, "/api/customers?limit=3", "customerId")).ShouldBe(["B", "a-2", "a.1", "b"]);
        (await Ids(product, "/api/customers?limit=1&search=JÜRGEN B", "customerId")).ShouldBe(["B", "b"]);
        (await Ids(product, "/api/customers?limit=1&search=A-", "customerId")).ShouldBe(["a-2"]);
        await product.Refused(400, "after", "GET", "/api/customers?after=!!");
    }

    [Fact]
    public async Task a_search_takes_every_character_for_itself()
    {
        await using var product = await Product.Started();
        foreach (var (id, name) in (((string, string)[])[("a", "50% off"), ("b", "50 off"), ("c", "a_b"), ("d", "aXb"),
            ("e", "back\\\\slash")]))
            await product.Must("POST", "/api/customers", $$"""{"customerId":"{{id}}","name":"{{name}}"}""");

        (await Ids(product, "/api/customers?search=50%25", "customerId")).ShouldBe(["a"]);
        (await Ids(product, "/api/customers?search=A_B", "customerId")).ShouldBe(["c"]);
        (await Ids(product, "/api/customers?search=k%5Cs", "customerId")).ShouldBe(["e"]);
        (await Ids(product, "/api/customers?search=%5C%25", "customerId")).ShouldBeEmpty();
    }

    [Fact]
    public async Task who_has_a_package_is_listed_and_counted_on_a_date()
    {
        await using var product = await WithAcme();
        foreach (var (id, dates) in (((string, string)[])[("a", """ "startDate":"2025-01-01" """),
            ("b", """ "startDate":"2025-01-01","endDate":"2025-02-28" """), ("c", """ "startDate":"2025-04-01" """)]))
            await product.Must(
                "POST", "/api/customers/acme/packages", $$"""{"assignmentId":"{{id}}","packageId":"p",{{dates}}}""");

        (await Counts("")).ShouldBe("""{"active":1,"paused":0,"upcoming":1,"ended":1,"cancelled":0}""");
        (await Counts("?on=2025-02-28")).ShouldBe("""{"active":2,"paused":0,"upcoming":1,"ended":0,"cancelled":0}""");
        (await Counts("?on=2024-12-31")).ShouldBe("""{"active":0,"paused":0,"upcoming":3,"ended":0,"cancelled":0}""");
        (await Ids(product, "/api/packages/p/assignments?limit=2", "assignmentId")).ShouldBe(["a", "b", "c"]);
        await product.Refused(404, "packageId", "GET", "/api/packages/none/assignments");
        await product.Refused(400, "on", "GET", "/api/packages/p/assignments?on=2025-02-30");

        async Task<string> Counts(string query) =>
            (await product.Must("GET", "/api/packages/p/assignments" + query))!["counts"]!.ToJsonString();
    }

    [Fact]
    public async Task an_assignment_is_read_as_it_is_on_a_date_with_what_became_of_it()
    {
        await using var product = await WithAcme();
        var id = (await product.Must("POST", "/api/customers/acme/packages",
            """{"packageId":"p","quantity":3,"startDate":"2025-01-15","autoDecrementCredit":true}"""))!["assignmentId"]!
            .GetValue<string>();
        var path = $"/api/customers/acme/packages/{id}";
        (await product.Must("POST", path + "/change", """{"quantity":4,"effectiveFrom":"2025-02-20"}"""))!["quantity"]!
            .GetValue<int>().ShouldBe(4);
        await product.Must("POST", path + "/change", """{"quantity":4,"effectiveFrom":"2025-02-20"}""");
        await product.Must("POST", path + "/end", """{"endDate":"2025-03-31"}""", ("X-Reason", "moved away"));

        (await product.Get("/api/customers/acme/packages?on=2025-02-19")).ShouldBe($$"""
            {"items":[{"packageName":"Line","currency":"USD","assignmentId":"{{id}}","customerId":"acme",
            "packageId":"p","did":null,"startDate":"2025-01-15","endDate":"2025-03-31","billedThrough":null,
            "billPast":false,"skipSetup":false,"status":"active","pauses":[],"quantity":3,"autoDecrementCredit":true,
            "freeMinutes":null}],"next":null}
            """.ReplaceLineEndings(""));
        (await Ids(product, "/api/customers/acme/packages?on=2025-04-01", "assignmentId")).ShouldBeEmpty();
        (await Ids(product, "/api/customers/acme/packages", "assignmentId")).ShouldBe([id]);

        var one = await product.Must("GET", path);
        one!["quantity"]!.GetValue<int>().ShouldBe(4);
        one["history"]!.AsArray().Select(entry => (entry!["event"]!.GetValue<string>(),
            entry["quantity"]?.GetValue<int>(), entry["reason"]?.GetValue<string>()))
            .ShouldBe([("assigned", 3, null), ("changed", 4, null), ("ended", null, "moved away")]);
        await product.Refused(404, "assignmentId", "GET", "/api/customers/other/packages/" + id);
        await product.Refused(
            404, "assignmentId", "POST", $"/api/customers/other/packages/{id}/end", """{"endDate":"2025-03-31"}""");
        await product.Refused(404, "customerId", "GET", "/api/customers/nobody/packages?on=2025-02-19");
    }

    [Fact]
    public async Task what_an_assignment_names_must_exist()
    {
        await using var product = await WithAcme();
        await product.Refused(404, "customerId", "POST", "/api/customers/nobody/packages",
            """{"packageId":"p","startDate":"2025-01-15"}""");
        await product.Refused(
            404, "packageId", "POST", "/api/customers/acme/packages", """{"packageId":"q","startDate":"2025-01-15"}""");
        await product.Refused(422, "quantity", "POST", "/api/customers/acme/packages",
            """{"packageId":"p","quantity":0,"startDate":"2025-01-15"}""");
        await product.Must("POST", "/api/customers/acme/packages",
            """{"assignmentId":"a","packageId":"p","startDate":"2025-01-15"}""");
        await product.Refused(409, "assignmentId", "POST", "/api/customers/acme/packages",
            """{"assignmentId":"a","packageId":"p","startDate":"2025-01-15"}""");
        await product.Must("POST", "/api/packages/p/retire");
        await product.Refused(
            422, "packageId", "POST", "/api/customers/acme/packages", """{"packageId":"p","startDate":"2025-01-15"}""");
    }

    [Fact]
    public async Task a_revision_counts_from_its_date()
    {
        await using var product = await WithAcme();
        await product.Must("PUT", "/api/packages/p", """
            {"name":"Line","retail":1,"cost":0,"frequency":"daily","quantity":5,"minimumDays":10,
            "effectiveFrom":"2025-02-01"}
            """);

        await product.Must("POST", "/api/customers/acme/packages",
            """{"assignmentId":"a","packageId":"p","startDate":"2025-01-31","endDate":"2025-01-31"}""");
        await product.Must("POST", "/api/customers/acme/packages",
            """{"assignmentId":"b","packageId":"p","startDate":"2025-02-01"}""");
        await product.Refused(
            422, "endDate", "POST", "/api/customers/acme/packages/b/end", """{"endDate":"2025-02-09"}""");
        var items = (await product.Must("GET", "/api/customers/acme/packages"))!["items"]!.AsArray();
        items.Select(item => item!["quantity"]!.GetValue<int>()).ShouldBe([1, 5]);
    }

    [Fact]
    public async Task of_many_at_once_one_customer_gets_the_did()
    {
        await using var product = await WithAcme();
        product.Meet("did-", 8);

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => product.Call(
            "POST", $"/api/customers/{(n % 2 == 0 ? "acme" : "other")}/packages",
            $$"""{"packageId":"p","startDate":"2025-01-15","did":"+{{Number}}","allowDuplicate":true}""")));

        answers.Select(answer => answer.Status).Order().ShouldBe([201, 201, 201, 201, 409, 409, 409, 409]);
        var uses = (await product.Must("GET", $"/api/dids/{Number}"))!["items"]!.AsArray();
        uses.Count.ShouldBe(4);
        uses.Select(use => use!["customerId"]!.GetValue<string>()).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task the_same_package_on_the_same_did_twice_is_a_conflict_that_names_the_other_unless_it_is_allowed()
    {
        await using var product = await WithAcme();
        const string packages = "/api/customers/acme/packages";
        string Body(string id, string more = "") =>
            $$"""{"assignmentId":"{{id}}","packageId":"p","startDate":"2025-01-15","did":"+{{Number}}"{{more}}}""";
        await product.Must("POST", packages, Body("first"));

        var (status, refused) = await product.Call("POST", packages, Body("second"));
        status.ShouldBe(409);
        refused!["errors"]!["allowDuplicate"]![0]!.GetValue<string>()
            .ShouldStartWith($"assignment first already has package p on {Number} from 2025-01-15 on");
        await product.Refused(409, "allowDuplicate", "POST", packages, Body("second", ",\"allowDuplicate\":false"));
        (await Ids(product, packages, "assignmentId")).ShouldBe(["first"]);
        await product.Must("POST", packages, Body("second", ",\"allowDuplicate\":true"));

        await product.Must("POST", $"{packages}/second/end", """{"endDate":"2025-02-28"}""");
        await product.Must("POST", $"{packages}/first/end", """{"endDate":"2025-01-31"}""");
        await product.Must("POST", packages,
            Body("third", ",\"allowDuplicate\":true").Replace("01-15", "03-01", StringComparison.Ordinal));
        await product.Refused(409, "allowDuplicate", "POST", $"{packages}/second/end", """{"endDate":"2025-03-31"}""");
        await product.Must("POST", $"{packages}/second/end", """{"endDate":"2025-03-31","allowDuplicate":true}""");

        // Without a DID a customer may have a package as often as it likes.
        foreach (var id in (string[])["own-1", "own-2"])
            await product.Must(
                "POST", packages, $$"""{"assignmentId":"{{id}}","packageId":"p","startDate":"2025-01-15"}""");
        (await Ids(product, $"{packages}?packageId=p&withoutDid=true", "assignmentId")).ShouldBe(["own-1", "own-2"]);
        (await Ids(product, $"{packages}?packageId=q", "assignmentId")).ShouldBeEmpty();
        await product.Refused(400, "packageId", "GET", $"{packages}?packageId=a%20b");
    }

    [Fact]
    public async Task of_two_that_give_a_did_the_same_package_at_once_one_wins()
    {
        await using var product = await WithAcme();
        product.Meet("did-", 8);

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(_ => product.Call(
            "POST", "/api/customers/acme/packages",
            $$"""{"packageId":"p","startDate":"2025-01-15","did":"{{Number}}"}""")));

        answers.Select(answer => answer.Status).Order().ShouldBe([201, 409, 409, 409, 409, 409, 409, 409]);
        (await product.Must("GET", $"/api/dids/{Number}"))!["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_change_dated_before_the_start_is_refused_and_one_without_a_date_counts_from_the_start()
    {
        await using var product = await WithAcme();
        await product.Must("POST", "/api/customers/acme/packages",
            """{"assignmentId":"a","packageId":"p","startDate":"2025-06-01"}""");
        await product.Refused(422, "effectiveFrom", "POST", "/api/customers/acme/packages/a/change",
            """{"quantity":4,"effectiveFrom":"2025-05-31"}""");
        await product.Must("POST", "/api/customers/acme/packages/a/change", """{"quantity":4}""");
        (await product.Must("GET", "/api/customers/acme/packages/a"))!["history"]![1]!["effectiveFrom"]!
            .GetValue<string>().ShouldBe("2025-06-01");
    }

    [Fact]
    public async Task a_did_is_released_and_moves_to_another_customer()
    {
        await using var product = await WithAcme();
        await product.Must("POST", "/api/customers/acme/packages",
            $$"""{"assignmentId":"x","packageId":"p","startDate":"2025-01-10","did":"{{Number}}"}""");
        await product.Must("POST", "/api/customers/acme/packages", $$"""
            {"assignmentId":"y","packageId":"p","startDate":"2025-03-01","did":"{{Number}}","allowDuplicate":true}
            """);
        var others = $$"""{"assignmentId":"z","packageId":"p","startDate":"2025-02-10","did":"{{Number}}"}""";
        await product.Refused(409, "did", "POST", "/api/customers/other/packages", others);

        (await product.Must("POST", $"/api/dids/%2B{Number}/release", """{"date":"2025-02-09"}"""))!.ToJsonString()
            .ShouldBe("""{"ended":["x","y"]}""");
        (await product.Must("POST", $"/api/dids/{Number}/release", """{"date":"2025-02-09"}"""))!.ToJsonString()
            .ShouldBe("""{"ended":[]}""");
        await product.Must("POST", "/api/customers/other/packages", others);

        (await product.Must("GET", "/api/customers/acme/packages"))!["items"]!.AsArray()
            .Select(item => item!["status"]!.GetValue<string>()).ShouldBe(["ended", "cancelled"]);
        (await Ids(product, $"/api/dids/{Number}", "assignmentId")).ShouldBe(["x", "z"]);
        (await product.Get("/api/customers/acme/dids")).ShouldBe($$"""
            {"items":[{"did":"{{Number}}","startDate":"2025-01-10","endDate":"2025-02-09","assignments":1,
            "status":"ended"}],"next":null}
            """.ReplaceLineEndings(""));
        (await product.Get("/api/customers/other/dids?limit=1")).ShouldBe($$"""
            {"items":[{"did":"{{Number}}","startDate":"2025-02-10","endDate":null,"assignments":1,
            "status":"active"}],"next":null}
            """.ReplaceLineEndings(""));
        await product.Refused(404, "customerId", "GET", "/api/customers/nobody/dids");
        await product.Refused(
            422, "assignmentId", "POST", "/api/customers/acme/packages/y/change", """{"quantity":2}""");
        await product.Refused(
            422, "endDate", "POST", "/api/customers/acme/packages/x/end", """{"endDate":"2025-02-10"}""");
        await product.Refused(404, "did", "POST", "/api/dids/4420/release", """{"date":"2025-02-09"}""");
        await product.Refused(404, "did", "GET", "/api/dids/4420");
    }

    [Fact]
    public async Task a_platform_feature_follows_its_assignments_by_the_customers_own_date()
    {
        await using var product = await WithAcme();
        await product.Must("POST", "/api/packages", """
            {"packageId":"f","name":"Guard","retail":1,"cost":0,"frequency":"daily","platformFeature":"fraud-guard"}
            """);
        await product.Must(
            "POST", "/api/customers", """{"customerId":"far","name":"Far","timeZone":"Pacific/Auckland"}""");
        foreach (var customer in (string[])["acme", "far"])
            await product.Must("POST", $"/api/customers/{customer}/packages",
                """{"packageId":"f","startDate":"2025-03-11","endDate":"2025-03-11"}""");

        (await Asked(product, "2025-03-10T10:00:00Z")).ShouldBe((0, "", ""));
        (await Asked(product, "2025-03-10T12:00:00Z")).ShouldBe((1, "", "enabled 2025-03-11"));
        (await Asked(product, "2025-03-11T00:00:00Z")).Acme.ShouldBe("enabled 2025-03-11");
        (await Asked(product, "2025-03-11T00:00:00Z")).Count.ShouldBe(0);
        (await Asked(product, "2025-03-13T00:00:00Z")).ShouldBe((2, "disabled 2025-03-12", "disabled 2025-03-12"));
        await product.Refused(404, "customerId", "GET", "/api/customers/nobody/features");
    }

    [Fact]
    public async Task rebuilding_changes_no_answer_however_the_log_is_cut_into_batches()
    {
        await using var product = await WithAcme();
        await product.Must("POST", "/api/packages", """
            {"packageId":"f","name":"Guard","retail":1,"cost":0,"frequency":"daily","platformFeature":"fraud-guard"}
            """);
        foreach (var id in (string[])["a", "b", "c"])
            await product.Must("POST", "/api/customers/acme/packages", $$"""
                {"assignmentId":"{{id}}","packageId":"f","startDate":"2025-03-0{{id[0] - 'a' + 1}}","did":"{{Number}}",
                "allowDuplicate":true}
                """);
        await product.Must("POST", "/api/customers/acme/packages/a/change", """{"quantity":2}""");
        await product.Must("POST", "/api/customers/acme/packages/a/end", """{"endDate":"2025-03-31"}""");
        await SubscriptionsModule.AskForPlatformFeatures(product.Services, null, CancellationToken.None);
        await product.Must("POST", $"/api/dids/{Number}/release", """{"date":"2025-03-02"}""");
        await product.Must(
            "PATCH", "/api/customers/acme", """{"name":"Acme 2","creditLimit":5,"timeZone":"Asia/Tokyo"}""");
        await product.Must("PUT", "/api/packages/f", """{"name":"Guard","retail":2,"cost":0,"frequency":"daily"}""");
        await product.Must("POST", "/api/packages/f/retire");
        var before = await product.Rows("subscriptions");

        await product.Services.GetRequiredService<ISubscriptions>().Rebuild("subscriptions", CancellationToken.None);

        (await product.Rows("subscriptions")).ShouldBe(before);
        before.ShouldContain("Acme 2");
        before.ShouldContain("2025-03-02");
    }

    [Fact]
    public async Task a_burst_of_assignments_is_taken_in_by_the_thousand()
    {
        await using var product = await WithAcme();
        var events = Enumerable.Range(1, 20_000).Select(n => Given.Assignment($"bulk-{n:00000}").Assigned)
            .Select(assigned => new BulkEvent(
                Assignment.Stream(assigned.AssignmentId), 0, typeof(PackageAssigned), EventJson.Write(assigned)));
        await using (var connection = await product.Services.GetRequiredService<Npgsql.NpgsqlDataSource>()
            .OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await product.Log.AppendBulk(connection, [.. events], Given.Metadata, CancellationToken.None);
            await transaction.CommitAsync();
        }
        await product.Services.GetRequiredService<ISubscriptions>().WaitFor("subscriptions",
            await product.Log.Tail(CancellationToken.None), TimeSpan.FromMinutes(1), CancellationToken.None);
        var page = await product.Must("GET", "/api/customers/acme/packages?limit=500");

        page!["items"]!.AsArray().Count.ShouldBe(500);
        page["next"].ShouldNotBeNull();
    }

    private static async Task<Product> WithAcme()
    {
        var product = await Product.Started();
        await product.Must(
            "POST", "/api/packages", """{"packageId":"p","name":"Line","retail":1,"cost":0,"frequency":"daily"}""");
        foreach (var customer in (string[])["acme", "other"])
            await product.Must("POST", "/api/customers", $$"""{"customerId":"{{customer}}","name":"{{customer}}"}""");
        return product;
    }

    private static async Task<(int Count, string Acme, string Far)> Asked(Product product, string now)
    {
        product.Clock.Now = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        var asked = await SubscriptionsModule.AskForPlatformFeatures(product.Services, null, CancellationToken.None);
        return (asked.Count, await Wanted("acme"), await Wanted("far"));

        async Task<string> Wanted(string customerId) => string.Join(
            ", ", (await product.Must("GET", $"/api/customers/{customerId}/features"))!.AsArray()
                .Select(feature => $"{feature!["wanted"]} {feature["on"]}"));
    }

    private static async Task<List<string>> Ids(Product product, string path, string id)
    {
        List<string> ids = [];
        for (JsonNode? next = ""; next is not null;)
        {
            var page = await product.Must("GET", path + (next.ToString().Length == 0
                ? "" : $"{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}after={next}"));
            ids.AddRange(page!["items"]!.AsArray().Select(item => item![id]!.GetValue<string>()));
            next = page["next"];
        }
        return ids;
    }
}
