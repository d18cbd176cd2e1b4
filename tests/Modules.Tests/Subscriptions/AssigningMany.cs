using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Modules.Tests.Subscriptions;

/// <summary>Many assignments in one request are made by the rules of one, all or none.</summary>
public sealed class AssigningMany
{
    private const string Path = "/api/customers/acme/packages";

    [Fact]
    public async Task each_number_gets_what_is_described_beside_them()
    {
        await using var product = await WithPackages();
        var made = await product.Must("POST", Path + "/batch", """
            {"dids":["+44 20 7946 0001","00442079460002","442079460003"],"packageId":"line","quantity":2,
            "startDate":"2025-03-01","retail":"8.50"}
            """);
        var ids = made!["assignmentIds"]!.AsArray().Select(id => id!.GetValue<string>()).ToList();
        ids.Count.ShouldBe(3);
        var listed = (await product.Must("GET", Path))!["items"]!.AsArray().ToDictionary(
            one => one!["assignmentId"]!.GetValue<string>(), one => one!);
        ids.Select(id => listed[id]["did"]!.GetValue<string>())
            .ShouldBe(["442079460001", "442079460002", "442079460003"]);
        listed.Values.ShouldAllBe(one =>
            one["quantity"]!.GetValue<int>() == 2 && one["retail"]!.GetValue<string>() == "8.50");
    }

    [Fact]
    public async Task each_item_says_all_of_its_assignment()
    {
        await using var product = await WithPackages();
        await product.Must("POST", Path + "/batch", """
            {"items":[{"assignmentId":"a","packageId":"line","startDate":"2025-03-01","did":"442079460001"},
            {"assignmentId":"b","packageId":"minutes","startDate":"2025-02-01","freeMinutes":100}]}
            """);
        (await product.Must("GET", Path + "/a"))!["did"]!.GetValue<string>().ShouldBe("442079460001");
        (await product.Must("GET", Path + "/b"))!["freeMinutes"]!.GetValue<int>().ShouldBe(100);
    }

    [Theory]
    [InlineData(409, "dids[2]", "442079460001 442079460002 442079460001", "line")]
    [InlineData(409, "dids[1]", "442079460001 442079469999", "line")]
    [InlineData(422, "dids[1]", "442079460001 x", "line")]
    [InlineData(422, "packageId", "442079460001", "none")]
    [InlineData(422, "freeMinutes", "442079460001", "minutes")]
    public async Task a_number_at_fault_is_named_and_nothing_is_made(
        int status, string field, string dids, string package)
    {
        await using var product = await WithPackages();
        await product.Must("POST", "/api/customers/other/packages",
            """{"packageId":"line","startDate":"2025-01-01","did":"442079469999"}""");
        await product.Refused(status, field, "POST", Path + "/batch", $$"""
            {"dids":["{{dids.Replace(" ", "\",\"", StringComparison.Ordinal)}}"],"packageId":"{{package}}",
            "startDate":"2025-03-01"}
            """);
        (await product.Must("GET", Path))!["items"]!.AsArray().ShouldBeEmpty();
        await product.Refused(404, "did", "GET", "/api/dids/442079460001");
    }

    [Theory]
    [InlineData(422, "items[1].startDate",
        """{"items":[{"packageId":"line","startDate":"2025-03-01"},{"packageId":"line"}]}""")]
    [InlineData(422, "items[1].packageId", """
        {"items":[{"packageId":"line","startDate":"2025-03-01"},{"packageId":"none","startDate":"2025-03-01"}]}
        """)]
    [InlineData(409, "items[1].assignmentId", """
        {"items":[{"assignmentId":"a","packageId":"line","startDate":"2025-03-01"},
        {"assignmentId":"a","packageId":"line","startDate":"2025-03-01"}]}
        """)]
    [InlineData(422, "items", """{"items":[]}""")]
    [InlineData(422, "items", """{"items":[{"packageId":"line","startDate":"2025-03-01"}],"quantity":2}""")]
    [InlineData(422, "items", """{"dids":["442079460001"],"items":[],"packageId":"line","startDate":"2025-03-01"}""")]
    [InlineData(422, "dids", """{"packageId":"line","startDate":"2025-03-01"}""")]
    [InlineData(422, "assignmentId",
        """{"dids":["442079460001"],"assignmentId":"a","packageId":"line","startDate":"2025-03-01"}""")]
    public async Task an_item_at_fault_is_named_and_nothing_is_made(int status, string field, string body)
    {
        await using var product = await WithPackages();
        await product.Refused(status, field, "POST", Path + "/batch", body);
        (await product.Must("GET", Path))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_repeat_has_one_effect_and_ten_thousand_are_one_request()
    {
        await using var product = await WithPackages();
        var dids = string.Join(',', Enumerable.Range(0, 10_000).Select(n => $"\"4420{n:00000000}\""));
        var body = $$"""{"dids":[{{dids}}],"packageId":"line","startDate":"2025-03-01"}""";
        var first = (await product.Must("POST", Path + "/batch", body, ("Idempotency-Key", "once")))!.ToJsonString();
        (await product.Must("POST", Path + "/batch", body, ("Idempotency-Key", "once")))!.ToJsonString()
            .ShouldBe(first);
        await product.Services.GetRequiredService<ISubscriptions>().WaitFor("subscriptions",
            await product.Log.Tail(CancellationToken.None), TimeSpan.FromMinutes(1), CancellationToken.None);
        (await product.Must("GET", "/api/packages/line/assignments"))!["counts"]!["active"]!.GetValue<int>()
            .ShouldBe(10_000);
    }

    internal static async Task<Product> WithPackages()
    {
        var product = await Product.Started();
        foreach (var package in (string[])
        [
            """{"packageId":"line","name":"Line","retail":10,"cost":4,"setupRetail":5,"frequency":"daily"}""",
            """{"packageId":"pro","name":"Pro line","retail":20,"cost":8,"setupRetail":9,"frequency":"daily"}""",
            """
            {"packageId":"minutes","name":"Minutes","type":"freeMinutes","retail":5,"cost":0,"frequency":"monthly",
            "frequencyMatch":[1]}
            """,
        ])
            await product.Must("POST", "/api/packages", package);
        foreach (var customer in (string[])["acme", "other"])
            await product.Must("POST", "/api/customers", $$"""{"customerId":"{{customer}}","name":"{{customer}}"}""");
        return product;
    }
}
