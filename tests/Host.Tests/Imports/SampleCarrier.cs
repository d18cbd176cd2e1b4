using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests.Imports;

public sealed class SampleCarrier
{
    [Fact]
    public async Task it_moves_in_cleanly_once_and_bills_for_a_month_without_a_quarantined_line()
    {
        var host = new TestHost();
        await host.InitializeAsync();
        await using var _ = host;
        var files = Moving.Files(Moving.Samples,
            ("packages", "packages.csv"), ("customers", "customers.csv"), ("assignments", "assignments.csv"),
            ("payments", "payments.csv"));

        var answer = await host.Api.Import(files, "?firstRun=2026-02-01");

        answer.Code.ShouldBe(200, answer.Text);
        answer.Body!["rejects"]!.AsArray().ShouldBeEmpty();
        answer.Body.Counts("packages").ShouldBe("46 read, 46 added, 0 known, 0 rejected");
        answer.Body.Counts("customers").ShouldBe("500 read, 500 added, 0 known, 0 rejected");
        answer.Body.Counts("assignments").ShouldBe("2000 read, 2000 added, 0 known, 0 rejected");
        answer.Body["stoppedAt"].ShouldBeNull();
        var totals = answer.Body["firstRun"]!["totals"]!;
        totals["quarantined"]!.GetValue<int>().ShouldBe(0);
        totals["charged"]!.GetValue<int>().ShouldBeGreaterThan(1000);
        totals["byCurrency"]!.AsArray().Select(sum => sum!["currency"]!.GetValue<string>())
            .ShouldBe(["AUD", "CAD", "EUR", "GBP", "USD"]);
        foreach (var sum in totals["byCurrency"]!.AsArray())
            decimal.Parse(sum!["margin"]!.GetValue<string>(), CultureInfo.InvariantCulture).ShouldBePositive();

        var simulated = await host.Api.Must("POST", "/api/simulations", new { date = "2026-02-01" });
        simulated!["totals"]!["lines"]!.GetValue<int>().ShouldBe(totals["lines"]!.GetValue<int>());
        for (var date = new DateOnly(2026, 2, 1); date < new DateOnly(2026, 3, 4); date = date.AddDays(1))
            (await host.Api.Must("POST", "/api/simulations", new { date = date.ToString(
                "yyyy-MM-dd", CultureInfo.InvariantCulture) }))!["totals"]!["quarantined"]!.GetValue<int>().ShouldBe(0);

        await ItsCallsUseBundlesUpAndFallShortOfMinimums(host);

        var before = await host.Events();
        var again = await host.Api.Import(files);
        again.Body.Counts("packages").ShouldBe("46 read, 0 added, 46 known, 0 rejected");
        again.Body.Counts("customers").ShouldBe("500 read, 0 added, 500 known, 0 rejected");
        again.Body.Counts("assignments").ShouldBe("2000 read, 0 added, 2000 known, 0 rejected");
        again.Body!["payments"]!["added"]!.GetValue<int>().ShouldBe(0);
        (await host.Events()).ShouldBe(before);
    }

    private static async Task ItsCallsUseBundlesUpAndFallShortOfMinimums(TestHost host)
    {
        await using (var file = await CallsFile.Open(
            new(Path.Combine(Moving.Samples, "calls.csv")), null, CancellationToken.None))
            await foreach (var piece in file.Pieces(CancellationToken.None))
            {
                using var body = new ByteArrayContent(piece.Body)
                { Headers = { ContentType = new("application/x-ndjson") } };
                var taken = (await host.Api.Send("POST", "/api/usage", body)).Body!;
                taken["accepted"]!.GetValue<int>().ShouldBe(piece.Rows.Count, taken["rejected"]!.ToJsonString());
            }
        var windows = new List<JsonNode>();
        foreach (var customer in (await host.Api.Must("GET", "/api/customers?limit=500"))!["items"]!.AsArray())
            windows.AddRange((await host.Api.Must(
                "GET", $"/api/customers/{customer!["customerId"]}/free-minutes?at=2026-01-31T23:00:00Z"))!.AsArray()!);
        windows.Count(window => window["remainingSeconds"]!.GetValue<long>() == 0).ShouldBeGreaterThan(5);
        windows.Count(window => window["usedSeconds"]!.GetValue<long>() > 0
            && window["remainingSeconds"]!.GetValue<long>() > 0).ShouldBeGreaterThan(20);

        var settled = (await host.Api.Must("POST", "/api/simulations", new { date = "2026-02-01" }))!["lines"]!
            .AsArray()
            .Where(line => line!["kind"]!.GetValue<string>() == "minimumSpend")
            .Select(line => line!["outcome"]!.GetValue<string>()).ToList();
        settled.ShouldContain("charged", "some customers are topped up to their minimum");
    }

    [Fact]
    public async Task another_systems_export_is_read_by_a_mapping_file()
    {
        var host = new TestHost();
        await host.InitializeAsync();
        await using var _ = host;
        var files = Moving.Files(Path.Combine(Moving.Samples, "switch"),
            ("packages", "plans.csv"), ("customers", "clients.csv"), ("assignments", "services.csv"),
            ("mapping", "mapping.json"));

        var answer = await host.Api.Import(files, "?firstRun=2026-02-02");

        answer.Code.ShouldBe(200, answer.Text);
        answer.Body!["rejects"]!.AsArray().ShouldBeEmpty();
        answer.Body.Counts("assignments").ShouldBe("5 read, 5 added, 0 known, 0 rejected");
        var package = await host.Api.Must("GET", "/api/packages/DDI-UK");
        (package!["retail"]!.ToString(), package["cost"]!.ToString(), package["setupRetail"]!.ToString(),
            package["currency"]!.ToString()).ShouldBe(("1.80", "0.55", "1.00", "GBP"));
        (await host.Api.Must("GET", "/api/packages/WEEKCARE"))!["frequencyMatch"]!.ToJsonString()
            .ShouldBe("""["mon"]""");
        (await host.Api.Must("GET", "/api/customers/4713"))!["timeZone"]!.ToString().ShouldBe("Europe/London");
        var assignment = await host.Api.Must("GET", "/api/customers/4711/packages/4711-UKMINS-442079460900");
        (assignment!["startDate"]!.ToString(), assignment["billedThrough"]!.ToString(),
            assignment["freeMinutes"]!.ToString(), assignment["autoDecrementCredit"]!.GetValue<bool>())
            .ShouldBe(("2024-06-15", "2025-12-31", "1000", true));
    }
}
