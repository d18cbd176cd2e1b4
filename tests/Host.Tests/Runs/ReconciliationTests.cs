using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Files of a switch and of a supplier beside the books, over HTTP.</summary>
[Collection(OneHost.Name)]
public sealed class ReconciliationTests(TestHost host)
{
    private const string Date = "2025-03-10";

    private static int _cases;

    [Fact]
    public async Task an_inventory_is_compared_stored_listed_and_handed_out_as_csv()
    {
        var (carrier, customer, other) = await Carrier();
        await Assign(customer, $"{carrier}1");
        await Assign(customer, $"{carrier}2");
        await Assign(other, $"{carrier}3");
        await Assign(customer, $"{carrier}5", end: "2025-03-09");
        var inventory = $"""
            did,customerId,quantity
            +{carrier}1,{customer},1
            00{carrier[..3]} {carrier[3..]}3,{customer},
            {carrier}4,{customer},
            {carrier}5,,
            {carrier}2,{customer},2
            12,{customer},
            {carrier}1,{customer},1
            {carrier}6,nobody!,x

            """;

        var posted = await Post(
            host.Api, "inventory", inventory, $"?date={Date}&source={carrier}&packageIds={carrier}");
        posted.Code.ShouldBe(201, posted.Text);
        var report = posted.Body!;
        var id = report["reconciliationId"]!.GetValue<string>();
        posted.Message.Headers.Location!.ToString().ShouldBe($"/api/reconciliations/{id}");
        (report["read"]!.GetValue<long>(), report["rejected"]!.GetValue<long>(), report["equal"]!.GetValue<long>(),
            report["differences"]!.GetValue<int>(), report["new"]!.GetValue<int>()).ShouldBe((8, 3, 1, 4, 4));
        report["rejects"]!.AsArray().Select(row => $"{row!["line"]} {row["field"]}: {row["error"]}").ShouldBe(
        [
            "7 did: must be a phone number of 3 to 15 digits with its country code, such as +442079460001",
            "8 did: is in line 2 already", "9 quantity: “x” isn't a whole number: use digits only, such as 25",
            "9 customerId: is not an id",
        ]);
        Counts(report).ShouldBe("notBilled 2 (2), otherCustomer 1 (1), otherQuantity 1 (1)");

        var rows = await Rows(id);
        rows.Select(Text).ShouldBe(
        [
            $"1 notBilled {carrier}4 listed {customer}", $"2 notBilled {carrier}5 books {customer}",
            $"3 otherCustomer {carrier}3 listed {customer} books {other}",
            $"4 otherQuantity {carrier}2 listed {customer} books {customer}",
        ]);
        (rows[0]!["assign"]!["customerId"]!.GetValue<string>(), rows[1]!["assign"]!["customerId"]!.GetValue<string>(),
            rows[1]!["assign"]!["startDate"]!.GetValue<string>()).ShouldBe((customer, customer, Date));
        rows[2]!["assign"].ShouldBeNull();
        await host.Api.Must("GET", rows[2]!["assignment"]!.GetValue<string>());
        (await Rows(id, "&kind=otherCustomer")).Select(Text).ShouldBe(
            [$"3 otherCustomer {carrier}3 listed {customer} books {other}"]);
        (await host.Api.Must("GET", $"/api/reconciliations/{id}/rows?limit=3"))!["next"].ShouldNotBeNull();
        var csv = await host.Api.Call("GET", $"/api/reconciliations/{id}/report.csv");
        csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
        csv.Text.ShouldContain(
            $"1,notBilled,true,{carrier}4,,{customer},,,,,,,,,,/api/customers/{customer}/packages\r\n");
        (await host.Api.Must("GET", "/api/reconciliations?kind=inventory"))!["items"]![0]!["reconciliationId"]!
            .GetValue<string>().ShouldBe(id);
        (await host.Api.Must("GET", $"/api/reconciliations/{id}"))!.ToJsonString().ShouldBe(report.ToJsonString());
    }

    [Fact]
    public async Task the_next_report_of_a_source_says_what_is_new_and_what_was_resolved()
    {
        var (carrier, customer, _) = await Carrier();
        var query = $"?date={Date}&source={carrier}&packageIds={carrier}";
        await Id(await Post(host.Api, "inventory", $"did\n{carrier}1\n{carrier}2\n", query));
        await Post(host.Api, "inventory", $"did\n{carrier}9\n", $"?date={Date}&packageIds={carrier}");
        await Assign(customer, $"{carrier}1");

        var second = await Post(host.Api, "inventory", $"did\n{carrier}3\n{carrier}1\n{carrier}2\n", query);
        var id = await Id(second);
        (second.Body!["new"]!.GetValue<int>(), second.Body["resolved"]!.GetValue<int>()).ShouldBe((1, 1));
        Counts(second.Body).ShouldBe("notBilled 2 (1)");
        (await Rows(id, "&onlyNew=true")).Select(Text).ShouldBe([$"1 notBilled {carrier}3"]);
        (await host.Api.Must("GET", $"/api/reconciliations/{id}/resolved"))!["items"]!.AsArray().Select(Text)
            .ShouldBe([$"1 notBilled {carrier}1"]);
    }

    [Fact]
    public async Task a_bill_is_compared_with_the_cost_of_lines_after_their_corrections()
    {
        var (carrier, customer, other) = await Carrier();
        foreach (var did in (string[])["1", "2", "5"]) await Assign(customer, $"{carrier}{did}");
        await Assign(other, $"{carrier}4");
        await host.Api.Must("POST", "/api/charge-runs",
            new { date = "2025-02-01", customerIds = new[] { customer, other } }, [200], ("Prefer", "wait=60"));
        var taken = (await host.Api.Must("GET", $"/api/customers/{customer}/charges"))!["items"]!.AsArray()
            .Single(line => line!["did"]!.GetValue<string>() == $"{carrier}5")!["chargeId"]!.GetValue<string>();
        await host.Api.Must("POST", $"/api/charges/{taken}/reverse", new { reason = "never delivered" });
        var bill = $"did;amount;currency\n+{carrier}1;0,80;\n{carrier}2;1,00;\n{carrier}2;0,30;\n{carrier}3;0,80;eur\n";

        var posted = await Post(host.Api, "supplier-bill", bill,
            $"?from=2025-02-01&to=2025-02-28&currency=USD&source={carrier}&packageIds={carrier}", """
            { "decimalComma": true, "separator": ";" }
            """);
        var id = await Id(posted);
        Counts(posted.Body!).ShouldBe("otherAmount 1 (1), notOnBill 1 (1), noCost 1 (1)");
        posted.Body!["sums"]!.AsArray().Select(sum => string.Join(' ', sum!.AsObject().Select(part => part.Value)))
            .ShouldBe(["EUR 0.80 0.00 0.80 0.00", "USD 2.10 2.40 -0.30 0.00"]);
        (await Rows(id)).Select(row => $"{Text(row)} {row!["billed"]} {row["cost"]} {row["difference"]}").ShouldBe(
        [
            $"1 otherAmount {carrier}2 books {customer} 1.30 0.80 0.50",
            $"2 notOnBill {carrier}4 books {other} 0.00 0.80 -0.80", $"3 noCost {carrier}3 0.80 0.00 0.80",
        ]);
        Counts((await Post(host.Api, "supplier-bill", $"packageId,amount\n{carrier},2.41\n",
            $"?from=2025-02-01&to=2025-02-28&currency=USD&tolerance=0.01&packageIds={carrier}")).Body!).ShouldBe("");
    }

    [Fact]
    public async Task a_file_may_be_packed_in_utf_16_without_a_header_or_with_names_of_its_own()
    {
        var (carrier, customer, _) = await Carrier();
        await Assign(customer, $"{carrier}1");
        var query = $"?date={Date}&packageIds={carrier}";
        byte[] utf16 = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes($"did\n{carrier}1\n")];
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync(utf16);

        foreach (var bytes in (byte[][])[utf16, packed.ToArray()])
            (await Post(host.Api, "inventory", bytes, query)).Body!["equal"]!.GetValue<int>().ShouldBe(1);
        var bare = await Post(host.Api, "inventory", $"\uFEFF{carrier}1,1\n12,1\n", $"{query}&columns=did,quantity");
        (bare.Body!["equal"]!.GetValue<int>(), bare.Body["rejects"]![0]!["line"]!.GetValue<int>()).ShouldBe((1, 2));
        (await Post(host.Api, "inventory", $"Number,Owner\n{carrier}1,ACME\n", query, $$"""
            { "files": { "inventory": { "columns": { "did": "Number", "customerId": "Owner" },
                "values": { "customerId": { "ACME": "{{customer}}" } } } } }
            """)).Body!["equal"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task what_can_t_be_compared_is_refused_with_the_field()
    {
        (string Route, string Query, string Body, int Code, string Field)[] cases =
        [
            ("inventory", "", "did\n", 400, "inventory"), ("inventory", "", "number\n1\n", 400, "inventory"),
            ("inventory", "?date=2025-02-30", "did\n4420\n", 400, "date"),
            ("inventory", "?source=a%20b", "did\n4420\n", 400, "source"),
            ("inventory", "?packageIds=a%20b", "did\n4420\n", 400, "packageIds"),
            ("inventory", "?columns=did;x", "4420\n", 400, "columns"),
            ("inventory", "?surprise=1", "did\n4420\n", 400, "surprise"),
            ("supplier-bill", "?from=2025-01-01", "did,amount\n4420,1\n", 400, "to"),
            ("supplier-bill", "?to=2025-01-01", "did,amount\n4420,1\n", 400, "from"),
            ("supplier-bill", "?from=2025-02-01&to=2025-01-01", "did,amount\n4420,1\n", 422, "to"),
            ("supplier-bill", "?from=2020-01-01&to=2025-01-01", "did,amount\n4420,1\n", 422, "to"),
            ("supplier-bill", "?from=2025-01-01&to=2025-01-31&currency=usd", "did,amount\n4420,1\n", 400, "currency"),
            ("supplier-bill", "?from=2025-01-01&to=2025-01-31&tolerance=x", "did,amount\n4420,1\n", 400, "tolerance"),
            ("supplier-bill", "?from=2025-01-01&to=2025-01-31&tolerance=-1", "did,amount\n4420,1\n", 422, "tolerance"),
            ("supplier-bill", "?from=2025-01-01&to=2025-01-31", "did\n4420\n", 400, "supplierBill"),
        ];
        var before = await host.Events();
        foreach (var (route, query, body, code, field) in cases)
        {
            var answer = await Post(host.Api, route, body, query);
            answer.Code.ShouldBe(code, $"{route}{query}: {answer.Text}");
            answer.Fields.ShouldBe([field], $"{route}{query}: {answer.Text}");
        }
        foreach (var bytes in (byte[][])[[0x1F, 0x8B, 8, 0, 1, 2, 3], [0xFF, 0xFE, 0x00, 0xD8], [0xFF, 0x30, 0x0A]])
            (await Post(host.Api, "inventory", bytes)).Fields.ShouldBe(["inventory"]);
        foreach (var path in (string[])["", "/rows", "/resolved", "/report.csv"])
            (await host.Api.Call("GET", $"/api/reconciliations/none{path}")).Code.ShouldBe(404);
        (await host.Events()).ShouldBe(before);
    }

    [Fact]
    public async Task a_repeat_with_the_same_key_is_the_same_report()
    {
        var (carrier, _, _) = await Carrier();
        var key = ("Idempotency-Key", $"{Guid.NewGuid():N}");
        var query = $"?date={Date}&packageIds={carrier}";
        var first = await Id(await Post(host.Api, "inventory", $"did\n{carrier}1\n", query, null, key));

        (await Id(await Post(host.Api, "inventory", $"did\n{carrier}1\n", query, null, key))).ShouldBe(first);
        (await Post(host.Api, "inventory", $"did\n{carrier}2\n", query, null, key)).Fields
            .ShouldBe(["Idempotency-Key"]);
    }

    [Fact]
    public async Task no_number_lies_in_the_log_in_the_clear_and_one_of_an_erased_customer_is_gone()
    {
        var (carrier, customer, _) = await Carrier();
        await Assign(customer, $"{carrier}1", end: "2025-03-01");
        await Assign(customer, $"{carrier}2", end: "2025-03-09");
        var id = await Id(await Post(host.Api, "inventory",
            $"did,quantity\n{carrier}1,\n{carrier}3,\n{carrier}6,{carrier}4\n", $"?date={Date}&packageIds={carrier}"));
        await using (var database = NpgsqlDataSource.Create(host.ConnectionString))
        {
            // The package is called by the first digits.
            await using var count = database.CreateCommand(
                $"SELECT count(*) FROM events.mt_events WHERE data::text ~ '{carrier[1..]}[0-9]'");
            (await count.ExecuteScalarAsync()).ShouldBe(0L);
        }
        (await Rows(id)).Select(Text).ShouldBe([$"1 notBilled {carrier}1 books {customer}", $"2 notBilled {carrier}3"]);
        await host.Api.Must("POST", $"/api/customers/{customer}/erase", new { reason = "asked for" });

        (await Rows(id)).Select(Text).ShouldBe(
            [$"1 notBilled erased books {customer}", $"2 notBilled {carrier}3"]);
        // By now the number is nobody's, and still in the switch.
        (await Rows(await Id(await Post(host.Api, "inventory", $"did\n{carrier}1\n",
            $"?date={Date}&packageIds={carrier}")))).Select(Text).ShouldBe([$"1 notBilled {carrier}1"]);
    }

    /// <summary>What its numbers begin with, which is its package too, and two customers.</summary>
    private async Task<(string Carrier, string Customer, string Other)> Carrier()
    {
        var carrier = $"49{Interlocked.Increment(ref _cases):000}{Random.Shared.Next(100_000, 1_000_000)}";
        await host.Api.Must("POST", "/api/packages", new { packageId = carrier, name = $"{Guid.NewGuid():N}",
            retail = "2", cost = "0.80", frequency = "monthly", frequencyMatch = new[] { 1 } });
        var (customer, other) = ($"one-{Guid.NewGuid():N}", $"other-{Guid.NewGuid():N}");
        foreach (var id in (string[])[customer, other])
            await host.Api.Must("POST", "/api/customers", new { customerId = id, name = "Reconciled" });
        return (carrier, customer, other);
    }

    private Task Assign(string customer, string did, string? end = null) =>
        host.Api.Must("POST", $"/api/customers/{customer}/packages",
            new { packageId = did[..^1], did, startDate = "2025-01-15", endDate = end });

    private async Task<JsonArray> Rows(string id, string query = "") =>
        (await host.Api.Must("GET", $"/api/reconciliations/{id}/rows?limit=500{query}"))!["items"]!.AsArray();

    private static Task<string> Id(Answer answer)
    {
        answer.Code.ShouldBe(201, answer.Text);
        return Task.FromResult(answer.Body!["reconciliationId"]!.GetValue<string>());
    }

    private static string Counts(JsonNode report) => string.Join(", ", report["counts"]!.AsArray()
        .Select(count => $"{count!["kind"]} {count["rows"]} ({count["new"]})"));

    private static string Text(JsonNode? row) => $"{row!["number"]} {row["kind"]} {row["did"]}"
        + (row["listedCustomerId"] is { } listed ? $" listed {listed}" : "")
        + (row["customerId"] is { } customer ? $" books {customer}" : "");

    private static Task<Answer> Post(Api api, string route, string file, string query = "", string? mapping = null,
        params (string Name, string Value)[] headers) =>
        Post(api, route, Encoding.UTF8.GetBytes(file), query, mapping, headers);

    private static Task<Answer> Post(Api api, string route, byte[] file, string query = "", string? mapping = null,
        params (string Name, string Value)[] headers)
    {
        var part = route == "inventory" ? "inventory" : "supplierBill";
        var form = new MultipartFormDataContent { { new ByteArrayContent(file), part, $"{part}.csv" } };
        if (mapping is not null) form.Add(new StringContent(mapping), "mapping", "mapping.json");
        return api.Send("POST", $"/api/reconciliations/{route}{query}", form, headers);
    }
}
