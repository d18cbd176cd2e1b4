using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests.Catalog;

/// <summary>New prices for many packages: shown with their effect first, then set for all or none.</summary>
[Collection(OneHost.Name)]
public sealed class RepriceTests(TestHost host)
{
    private readonly string _tag = $"{Guid.NewGuid():N}"[..8];

    [Fact]
    public async Task prices_are_shown_with_their_effect_and_set_only_when_asked_for()
    {
        await Packages();
        var before = await host.Events();
        var report = await Reprice(new { filter = new { search = _tag }, percent = 5, rounding = "0.05",
            effectiveFrom = "2030-01-01" });
        (await host.Events()).ShouldBe(before);
        report["packages"]!.AsArray().Select(one => $"{one!["prices"]!.ToJsonString()} {one["assignments"]} "
            + $"{one["monthlyChange"]}").ShouldBe(
            [
                """[{"price":"retail","old":"10.00","new":"10.50"}] 1 1.00""",
                """[{"price":"retail","old":"3.33","new":"3.50"}] 0 0.00""",
            ]);
        var effect = report["effect"]!;
        effect["packages"]!.ToJsonString().ShouldBe($$"""
            [{"key":"{{_tag}}-a","currency":"USD","retailBefore":"240.00","retailAfter":"252.00",
            "costBefore":"96.00","costAfter":"96.00"}]
            """.ReplaceLineEndings(""));
        effect["customers"]!.AsArray().Single()!["key"]!.GetValue<string>().ShouldBe(_tag);
        effect["customerCount"]!.GetValue<int>().ShouldBe(1);
        effect["months"]!.AsArray().Count.ShouldBe(12);

        var done = await Reprice(new { filter = new { search = _tag }, percent = 5, rounding = "0.05",
            effectiveFrom = "2030-01-01", simulate = false, reason = "yearly increase" });
        done["effect"].ShouldBeNull();
        (await host.Events()).ShouldBe(before + 2);
        (await Retail("a", "2029-12-31"), await Retail("a", "2030-01-01"), await Retail("b", "2030-01-01"))
            .ShouldBe(("10.00", "10.50", "3.50"));
        (await host.Api.Must("GET", $"/api/packages/{_tag}-a/history"))!["items"]!.AsArray()[^1]!["reason"]!
            .GetValue<string>().ShouldBe("yearly increase");
        // The same once more would change what has changed, so only a key makes it a repeat.
        (await Retail("a", "2030-01-01")).ShouldBe("10.50");
    }

    [Fact]
    public async Task one_package_at_fault_refuses_all()
    {
        await Packages();
        var before = await host.Events();
        var refused = await host.Api.Call("POST", "/api/packages/reprice", new
        {
            filter = new { search = _tag }, amount = "-5", effectiveFrom = "2030-01-01", simulate = false,
        });
        (refused.Code, refused.Fields.Single()).ShouldBe((422, "amount"));
        refused.Text.ShouldContain($"{_tag}-b");
        (await host.Events()).ShouldBe(before);
    }

    [Theory]
    [InlineData("percent", """{}""")]
    [InlineData("percent", """{"percent":5,"amount":1}""")]
    [InlineData("percent", """{"percent":-101}""")]
    [InlineData("of", """{"percent":5,"of":["name"]}""")]
    [InlineData("rounding", """{"percent":5,"rounding":0}""")]
    [InlineData("filter.currency", """{"percent":5,"filter":{"currency":"usd"}}""")]
    [InlineData("filter.packageIds", """{"percent":5,"filter":{"packageIds":["no-such-package"]}}""")]
    [InlineData("filter", """{"percent":5,"filter":{"search":"nothing is called this"}}""")]
    [InlineData("effectiveFrom", """{"percent":5,"effectiveFrom":"0025-01-01"}""")]
    public async Task bad_input_is_named(string field, string body)
    {
        var refused = await host.Api.Call("POST", "/api/packages/reprice", JsonNode.Parse(body));
        (refused.Code, refused.Fields[0]).ShouldBe((422, field), refused.Text);
    }

    [Fact]
    public async Task a_simulation_takes_the_same_as_a_what_if()
    {
        await Packages();
        var report = await host.Api.Must("POST", "/api/simulations", new
        {
            date = "2030-01-01", customerIds = new[] { _tag },
            whatIf = new
            {
                reprice = new object[]
                {
                    new { percent = 5, filter = new { packageIds = new[] { $"{_tag}-a" } } },
                    new { amount = "1", of = new[] { "retail", "cost" }, filter = new { search = _tag } },
                },
            },
        });
        var line = report!["lines"]!.AsArray().Single()!;
        (line["unitRetail"]!.GetValue<string>(), line["unitCost"]!.GetValue<string>()).ShouldBe(("11.50", "5.00"));
        var refused = await host.Api.Call("POST", "/api/simulations",
            new { date = "2030-01-01", whatIf = new { reprice = new[] { new { amount = "-1000000" } } } });
        (refused.Code, refused.Fields.Single()).ShouldBe((422, "whatIf.reprice[0].amount"));
    }

    private async Task<JsonNode> Reprice(object body) =>
        (await host.Api.Must("POST", "/api/packages/reprice", body))!;

    private async Task<string> Retail(string package, string on) =>
        (await host.Api.Must("GET", $"/api/packages/{_tag}-{package}?on={on}"))!["retail"]!.GetValue<string>();

    private async Task Packages()
    {
        foreach (var (id, retail) in ((string, string)[])[("a", "10"), ("b", "3.33")])
            await host.Api.Must("POST", "/api/packages", new
            {
                packageId = $"{_tag}-{id}", name = $"{_tag} {id}", retail, cost = "4", frequency = "monthly",
                frequencyMatch = new[] { 1 },
            });
        await host.Api.Must("POST", "/api/customers", new { customerId = _tag, name = "Repriced" });
        await host.Api.Must("POST", $"/api/customers/{_tag}/packages",
            new { packageId = $"{_tag}-a", quantity = 2, startDate = "2030-01-01" });
    }
}
