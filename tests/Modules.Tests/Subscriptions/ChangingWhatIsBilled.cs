using System.Text.Json.Nodes;

namespace PackageBilling.Modules.Tests.Subscriptions;

/// <summary>Pauses, own prices and swaps of an assignment, from the request to what is read.</summary>
public sealed class ChangingWhatIsBilled
{
    private const string Path = "/api/customers/acme/packages", One = Path + "/a";

    [Fact]
    public async Task an_assignment_is_paused_and_resumed_ahead_and_for_the_past()
    {
        await using var product = await WithAssignment();
        (await product.Must("POST", One + "/pause", """{"from":"2025-03-01"}"""))!["status"]!.GetValue<string>()
            .ShouldBe("paused");
        (await Pauses(product)).ShouldBe("""[{"from":"2025-03-01","resumedOn":null}]""");
        await product.Refused(422, "from", "POST", One + "/pause", """{"from":"2025-03-05"}""");
        await product.Must("POST", One + "/resume", """{"on":"2025-03-21"}""");
        (await Pauses(product)).ShouldBe("""[{"from":"2025-03-01","resumedOn":"2025-03-21"}]""");
        (await Status(product, "2025-03-20")).ShouldBe("paused");
        (await Status(product, "2025-03-21")).ShouldBe("active");

        // A repeat is no event.
        var events = await product.Log.Tail(CancellationToken.None);
        await product.Must("POST", One + "/pause", """{"from":"2025-03-01"}""");
        (await product.Log.Tail(CancellationToken.None)).ShouldBe(events);
        await product.Refused(422, "on", "POST", One + "/resume", """{"on":"2025-04-01"}""");
        await product.Refused(422, "from", "POST", One + "/pause", """{"from":"2024-12-31"}""");
        await product.Refused(422, "from", "POST", One + "/pause", "{}");
        await product.Refused(404, "assignmentId", "POST", Path + "/none/pause", """{"from":"2025-03-01"}""");
        (await product.Must("GET", "/api/packages/line/assignments"))!["counts"]!.ToJsonString()
            .ShouldBe("""{"active":0,"paused":1,"upcoming":0,"ended":0,"cancelled":0}""");
        (await product.Must("GET", One))!["history"]!.AsArray().Select(entry => entry!["event"]!.GetValue<string>())
            .ShouldBe(["assigned", "paused", "resumed"]);
    }

    [Fact]
    public async Task an_own_price_holds_from_its_date_until_it_is_taken_back()
    {
        await using var product = await WithAssignment();
        await product.Must("POST", One + "/change", """{"retail":"8.50","effectiveFrom":"2025-02-01"}""");
        await product.Must("POST", One + "/change", """{"discountPercent":"10","effectiveFrom":"2025-02-10"}""");
        await product.Must("POST", One + "/change", """{"retail":null,"effectiveFrom":"2025-03-01"}""");
        (await Own(product, "2025-01-31")).ShouldBe((null, null));
        (await Own(product, "2025-02-01")).ShouldBe(("8.50", null));
        (await Own(product, "2025-02-10")).ShouldBe(("8.50", "10.00"));
        (await Own(product, "2025-03-01")).ShouldBe((null, "10.00"));
        foreach (var (field, value) in ((string, string)[])
            [("retail", "-1"), ("cost", "1.1234567"), ("discountPercent", "101"), ("setupRetail", "\"x\""),
                ("minimumSpend", "true")])
        {
            var (_, refused) = await product.Call(
                "POST", One + "/change", $$"""{"{{field}}":{{value}},"effectiveFrom":"2025-02-01"}""");
            refused!["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
        }
    }

    [Fact]
    public async Task a_package_is_swapped_on_a_date_without_setup_again()
    {
        await using var product = await WithAssignment();
        (await product.Must("POST", One + "/swap", """{"packageId":"pro","on":"2025-03-15","assignmentId":"b"}"""))!
            ["assignmentId"]!.GetValue<string>().ShouldBe("b");
        (await product.Must("GET", One))!["endDate"]!.GetValue<string>().ShouldBe("2025-03-14");
        var swapped = (await product.Must("GET", Path + "/b"))!;
        (Text(swapped, "startDate"), Text(swapped, "did"), Text(swapped, "quantity"), Text(swapped, "skipSetup"))
            .ShouldBe(("2025-03-15", "442079460001", "3", "true"));
        (await product.Must("GET", "/api/dids/442079460001"))!["items"]!.AsArray().Count.ShouldBe(2);

        await product.Refused(422, "packageId", "POST", Path + "/b/swap", """{"packageId":"pro","on":"2025-04-01"}""");
        await product.Refused(404, "packageId", "POST", Path + "/b/swap", """{"packageId":"none","on":"2025-04-01"}""");
        await product.Refused(422, "on", "POST", Path + "/b/swap", """{"packageId":"line","on":"2025-03-15"}""");
        await product.Refused(422, "on", "POST", One + "/swap", """{"packageId":"pro","on":"2025-03-20"}""");
        await product.Refused(
            422, "freeMinutes", "POST", Path + "/b/swap", """{"packageId":"minutes","on":"2025-04-01"}""");
        (await product.Must("GET", Path + "/b"))!["endDate"].ShouldBeNull();
    }

    private static string? Text(JsonNode node, string field) => node[field]?.ToString();

    private static async Task<(string? Retail, string? Discount)> Own(Product product, string on)
    {
        var one = (await product.Must("GET", $"{Path}?on={on}"))!["items"]![0]!;
        return (Text(one, "retail"), Text(one, "discountPercent"));
    }

    private static async Task<string> Pauses(Product product) =>
        (await product.Must("GET", One))!["pauses"]!.ToJsonString();

    private static async Task<string?> Status(Product product, string on) =>
        Text((await product.Must("GET", $"{Path}?on={on}"))!["items"]![0]!, "status");

    private static async Task<Product> WithAssignment()
    {
        var product = await AssigningMany.WithPackages();
        await product.Must("POST", Path, """
            {"assignmentId":"a","packageId":"line","quantity":3,"startDate":"2025-01-01","did":"442079460001"}
            """);
        return product;
    }
}
