using System.Text;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests.Imports;

/// <summary>Files as switches write them, each in by one request.</summary>
[Collection(OneHost.Name)]
public sealed class PresetTests(TestHost host)
{
    private const string Madrid = "&timeZone=Europe/Madrid";

    public static TheoryData<string, string, string, string[]> Files() => new()
    {
        {
            "asterisk.csv", Madrid, "2 accepted, 1 unanswered, rejected 4 destination “s” must be",
            [
                "1751702400.1/PJSIP/7001-00000001/PJSIP/trunk-00000002/2025-07-05 10:00:00 442079460001 34600000001 "
                    + "2025-07-05T08:00:07 125 0.00",
                "1764979198.5/PJSIP/7001-00000005/PJSIP/trunk-00000006/2025-12-05 23:59:58 442079460001 34600000003 "
                    + "2025-12-05T22:59:59 60 0.00",
            ]
        },
        {
            "freeswitch.csv", Madrid, "2 accepted, 1 unanswered",
            [
                "5f0c0001-0000-4000-8000-000000000001 442079460001 34600000001 2025-07-05T08:00:07 125 0.00",
                "5f0c0001-0000-4000-8000-000000000003 442079460001 34600000002 2025-07-05T09:00:01 1 0.00",
            ]
        },
        {
            "cgrates.csv", "", "2 accepted, 1 no call, 1 other run, 1 unanswered, rejected 7 amount must be from 0",
            [
                "a100 442079460001 34600000001 2025-07-05T08:00:07 125 0.2083",
                "a101 442079460001 34600000002 2025-07-05T08:00:07 11 0.012346",
            ]
        },
        {
            "cdr-stats.csv", Madrid, "2 accepted, 1 unanswered",
            [
                "cs-1 442079460001 34600000001 2025-07-05T08:00:07 125 0.2083",
                "cs-3 442079460001 34600000003 2025-07-05T09:00:00 60 0.00",
            ]
        },
        {
            "kamailio.csv", Madrid, "2 accepted, 1 unanswered, rejected 6 has no row with BYE",
            [
                "c1@192.0.2.1/ft-1/tt-1 - 34600000001 2025-07-05T08:00:07 125 0.00",
                "c2@192.0.2.1/ft-2/tt-2 - 34600000002 2025-07-05T08:01:00 60 0.00",
            ]
        },
        {
            "opensips.csv", Madrid, "1 accepted, rejected 4 has no row with INVITE",
            ["c1@192.0.2.2/ft-1/tt-1 - 34600000001 2025-07-05T08:00:07 125 0.00"]
        },
        {
            "kazoo.json", "", "2 accepted, 1 other leg, 1 unanswered",
            [
                "kz-1 442079460001 34600000001 2025-07-05T08:00:07 125 0.00",
                "kz-3 - 442079460001 2025-07-05T09:00:07 61 0.00",
            ]
        },
        {
            "didww.csv", "", "1 accepted, 1 unanswered",
            [
                "2025-07-05 08:00:00/34600000001/442079460002/sip:7001@192.0.2.7 442079460002 442079460002 "
                    + "2025-07-05T08:00:07 125 0.00",
            ]
        },
        {
            "ivozprovider.csv", $"{Madrid}&customerId=smp-ivozprovider", "2 accepted, 1 unanswered",
            [
                "iv-1 442079460001 34600000001 2025-07-05T08:00:07 125 0.2083",
                "iv-2 442079460001 442079460001 2025-07-05T09:00:00 60 0.00",
            ]
        },
        {
            "connexcs.csv", "", "1 accepted, 1 unanswered",
            ["cx-1 442079460001 34600000001 2025-07-05T08:00:07 125 0.2083"]
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task a_file_as_its_switch_wrote_it_goes_in_by_one_request_and_a_second_time_is_known(
        string file, string options, string counts, string[] calls)
    {
        var preset = Path.GetFileNameWithoutExtension(file);
        var customer = $"smp-{preset}";
        await host.Api.Must("POST", "/api/customers", new { customerId = customer, name = preset });
        if (preset == "didww") await HasDid(customer, "442079460002");

        var answer = await Import(file, $"?preset={preset}{options}");

        Counts(answer).ShouldStartWith(counts);
        (await Calls(customer)).ShouldBe(calls);

        var again = await Import(file, $"?preset={preset}{options}");
        (again["accepted"]!.GetValue<long>(), again["duplicates"]!.GetValue<long>()).ShouldBe((0, calls.Length));
    }

    [Fact]
    public void every_preset_has_a_sample() =>
        Files().Select(row => Path.GetFileNameWithoutExtension(row.Data.Item1)).Order(StringComparer.Ordinal)
            .ShouldBe(CallPresets.Names);

    [Fact]
    public async Task a_mapping_is_sent_with_the_file()
    {
        await host.Api.Must("POST", "/api/customers", new { customerId = "smp-mapping", name = "Mapping" });
        var answer = await host.Api.ImportCalls("", new()
        {
            ["calls"] =
                "account;to;start;secs;price;id\n7001;+34 600 000 001;1751702407;00:02:05;0,2083;m1\n"u8.ToArray(),
            ["mapping"] = Encoding.UTF8.GetBytes("""
                // Calls of a switch that has its own numbers for accounts.
                {
                  "decimalComma": true,
                  "calls": {
                    "separator": ";",
                    "fields": {
                      "callId": "id", "customerId": { "column": "account", "values": { "7001": "smp-mapping" } },
                      "destination": "to", "startedAt": { "column": "start", "format": "epochSeconds" },
                      "billedSeconds": { "column": "secs", "unit": "clock" }, "amount": "price",
                    },
                  },
                }
                """),
        });
        answer.Code.ShouldBe(200, answer.Text);
        Counts(answer.Body!).ShouldBe("1 accepted");
        (await Calls("smp-mapping")).ShouldBe(["m1 - 34600000001 2025-07-05T08:00:07 125 0.2083"]);
    }

    [Theory]
    [InlineData("", "preset")]
    [InlineData("?preset=nobody", "preset")]
    [InlineData("?preset=asterisk&timeZone=Madrid", "timeZone")]
    [InlineData("?preset=asterisk&countryCode=abc", "countryCode")]
    [InlineData("?preset=asterisk&customerId=a%20b", "customerId")]
    [InlineData("?preset=cgrates", "calls")]
    public async Task what_makes_no_sense_is_refused_and_names_the_field(string query, string field)
    {
        var before = await host.Events();
        var answer = await host.Api.ImportCalls(query, new() { ["calls"] = "CGRID,Cost,x\n"u8.ToArray() });
        (answer.Code, answer.Fields.Single()).ShouldBe((400, field), answer.Text);
        (await host.Events()).ShouldBe(before);
    }

    [Fact]
    public async Task a_mapping_with_faults_names_all_of_them()
    {
        var answer = await host.Api.ImportCalls("", new()
        {
            ["calls"] = "a\n"u8.ToArray(),
            ["mapping"] = """{"calls": {"fields": {}, "colums": 1, "seperator": ","}}"""u8.ToArray(),
        });
        answer.Code.ShouldBe(400);
        answer.Text.ShouldContain("there is no calls.colums; there is no calls.seperator");
        (await host.Api.ImportCalls("?preset=asterisk", new()
        { ["calls"] = "a\n"u8.ToArray(), ["mapping"] = "{}"u8.ToArray() })).Fields.Single().ShouldBe("preset");
        (await host.Api.ImportCalls("?preset=asterisk", [])).Fields.Single().ShouldBe("body");
    }

    private async Task HasDid(string customer, string did)
    {
        var package = await host.Api.Must("POST", "/api/packages", new { name = $"DID of {customer}", retail = "1",
            cost = "0", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await host.Api.Must("POST", $"/api/customers/{customer}/packages",
            new { packageId = package!["packageId"], startDate = "2025-01-01", did });
    }

    private async Task<JsonNode> Import(string file, string query)
    {
        var answer = await host.Api.ImportCalls(query, new()
        { ["calls"] = await File.ReadAllBytesAsync(Path.Combine(Moving.Samples, "calls", file)) });
        answer.Code.ShouldBe(200, answer.Text);
        return answer.Body!;
    }

    private static string Counts(JsonNode answer) => string.Join(", ",
    [
        $"{answer["accepted"]} accepted",
        .. answer["skipped"]!.AsArray().Select(one => $"{one!["rows"]} {one["reason"]}"),
        .. answer["rejected"]!.AsArray().Select(one => $"rejected {one!["line"]} {one["error"]}"),
    ]);

    private async Task<string[]> Calls(string customer) =>
    [
        .. (await host.Api.Must("GET", $"/api/customers/{customer}/calls"))!["items"]!.AsArray()
            .OrderBy(call => call!["callId"]!.ToString(), StringComparer.Ordinal)
            .Select(call => $"{call!["callId"]} {call["did"] ?? "-"} {call["destination"]} "
                + $"{call["startedAt"]!.ToString()[..19]} {call["billedSeconds"]} {call["amount"]}"),
    ];
}
