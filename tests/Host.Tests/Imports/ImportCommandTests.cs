using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests.Imports;

public sealed class ImportCommandTests
{
    [Fact]
    public async Task it_says_what_went_in_and_what_the_first_run_would_post_and_ends_with_what_scripts_test_for()
    {
        var database = await TestPostgres.NewDatabase();
        var folder = TestFolders.New("import");
        Directory.CreateDirectory(folder);
        try
        {
            var (packages, customers, rejects) =
                (Path.Combine(folder, "p.csv"), Path.Combine(folder, "c.csv"), Path.Combine(folder, "r.csv"));
            await File.WriteAllTextAsync(packages, "packageId,name,retail,cost,frequency\np,P,1,1,daily\n");
            await File.WriteAllTextAsync(customers, "customerId,name\nc1,One\nc 2,Two\n");

            var dry = await HostProcess.Run(database, ["import", "--packages", packages, "--dry-run"]);
            dry.ExitCode.ShouldBe(0, dry.Errors);
            dry.Output.ShouldContain("Nothing was written. The import would do this:");
            var refused = await HostProcess.Run(
                database, ["import", "--packages", packages, "--customers", customers, "--rejects", rejects]);
            refused.ExitCode.ShouldBe(1, refused.Errors);
            refused.Errors.ShouldContain("customers line 3, customerId: must be 1 to 64");
            (await File.ReadAllLinesAsync(rejects))[2].ShouldStartWith("customers,3,customerId,");

            var rows = await HostProcess.Run(
                database, ["import", "--customers", customers, "--mode", "rows", "--json"]);
            rows.ExitCode.ShouldBe(1);
            JsonNode.Parse(rows.Output).Counts("customers").ShouldBe("2 read, 1 added, 0 known, 1 rejected");

            var assignments = Path.Combine(folder, "a.csv");
            await File.WriteAllTextAsync(
                assignments, "assignmentId,customerId,packageName,quantity,startDate\na,c1,P,3,2025-01-01\n");
            var done = await HostProcess.Run(
                database, ["import", "--assignments", assignments, "--first-run", "2025-02-01"]);
            done.ExitCode.ShouldBe(0, done.Errors);
            done.Output.ShouldContain("The first run, for 2025-02-01, would post");
            done.Output.ShouldContain("3.00");

            (await HostProcess.Run(
                database, ["import", "--customers", customers, "--only-if-empty"])).ExitCode.ShouldBe(0);
            (await HostProcess.Run(database, ["import"])).ExitCode.ShouldBe(2);
            (await HostProcess.Run(database, ["import", "--calls", customers, "--dry-run"])).ExitCode.ShouldBe(2);
            (await HostProcess.Run(
                database, ["import", "--customers", Path.Combine(folder, "none.csv")])).ExitCode.ShouldBe(2);
            (await HostProcess.Run(
                database, ["import", "--customers", customers, "--mode", "some"])).ExitCode.ShouldBe(2);
        }
        finally
        {
            TestFolders.Remove(folder);
        }
    }

    [Fact]
    public async Task a_file_of_a_switch_goes_in_by_one_command_and_its_rejects_can_be_corrected_and_sent_again()
    {
        var database = await TestPostgres.NewDatabase();
        var folder = TestFolders.New("cdr");
        Directory.CreateDirectory(folder);
        try
        {
            var (customers, rejects) = (Path.Combine(folder, "c.csv"), Path.Combine(folder, "r.csv"));
            var calls = Path.Combine(Moving.Samples, "calls", "asterisk.csv");
            await File.WriteAllTextAsync(customers, "customerId,name,timeZone\nsmp-asterisk,One,Europe/Madrid\n");
            string[] options = ["--preset", "asterisk", "--time-zone", "Europe/Madrid"];

            var first = await HostProcess.Run(database, ["import", "--customers", customers, "--calls", calls,
                "--rejects", rejects, .. options]);
            first.ExitCode.ShouldBe(1, first.Errors);
            first.Output.ShouldContain("Rows of calls that the mapping skips: 1 unanswered");
            first.Errors.ShouldContain("calls line 4, destination: “s” must be 1 to 15 digits");

            await File.WriteAllTextAsync(rejects, (await File.ReadAllTextAsync(rejects))
                .Replace("\"\"s\"\"", "\"\"34600000004\"\"", StringComparison.Ordinal));
            var again = await HostProcess.Run(database, ["import", "--calls", rejects, "--json", .. options]);
            again.ExitCode.ShouldBe(0, again.Errors);
            JsonNode.Parse(again.Output).Counts("calls").ShouldBe("1 read, 1 added, 0 known, 0 rejected");

            var whole = await HostProcess.Run(database, ["import", "--calls", calls, "--json", .. options]);
            JsonNode.Parse(whole.Output).Counts("calls").ShouldBe("3 read, 0 added, 2 known, 1 rejected");
            JsonNode.Parse(whole.Output)!["calls"]!["skipped"]!["unanswered"]!.GetValue<long>().ShouldBe(1);

            var mapping = Path.Combine(folder, "m.json");
            await File.WriteAllTextAsync(mapping, """
                {"calls": {"preset": "asterisk", "timeZone": "Europe/Madrid", "skip": [{"column": "dst", "is": "s"}]}}
                """);
            var mapped = await HostProcess.Run(
                database, ["import", "--calls", calls, "--mapping", mapping, "--json"]);
            mapped.ExitCode.ShouldBe(0, mapped.Errors);
            JsonNode.Parse(mapped.Output).Counts("calls").ShouldBe("2 read, 0 added, 2 known, 0 rejected");

            (await HostProcess.Run(database, ["import", "--calls", calls, "--preset", "asterisk"])).Errors
                .ShouldContain("says no time zone: set timeZone");
            (await HostProcess.Run(database, ["import", "--calls", calls, "--preset", "nobody"])).ExitCode.ShouldBe(2);
            (await HostProcess.Run(database, ["import", "--customers", customers, "--preset", "asterisk"])).ExitCode
                .ShouldBe(2);
            (await HostProcess.Run(database, ["import", "--calls", calls, "--time-zone", "UTC"])).Errors
                .ShouldContain("--preset");
        }
        finally
        {
            TestFolders.Remove(folder);
        }
    }

    [Fact]
    public async Task calls_go_in_from_csv_and_json_lines_and_a_second_time_are_known()
    {
        var database = await TestPostgres.NewDatabase();
        var folder = TestFolders.New("calls");
        Directory.CreateDirectory(folder);
        try
        {
            var (customers, csv, lines, rejects) = (In("c.csv"), In("calls.csv"), In("calls.ndjson"), In("r.csv"));
            await File.WriteAllTextAsync(customers, "customerId,name\nc1,One\n");
            await File.WriteAllTextAsync(csv, """
                callId,customerId,did,destination,startedAt,billedSeconds,amount
                k1,c1,,+44 20 7946 0000,2025-01-05T10:00:00Z,60,0.20
                "k2, with a comma",c1,12025550100,442079460000,2025-01-05T10:00:00+02:00,60,0.20
                k3,nobody,,442079460000,2025-01-05T10:00:00Z,60,0.20
                k4,c1,,442079460000,2025-01-05T10:00:00,60,0.20
                k5,c1,,442079460000,2025-01-05T10:00:00Z,sixty,0.20
                """);
            var first = await HostProcess.Run(
                database, ["import", "--customers", customers, "--calls", csv, "--rejects", rejects, "--json"]);
            first.ExitCode.ShouldBe(1, first.Errors);
            JsonNode.Parse(first.Output).Counts("calls").ShouldBe("5 read, 2 added, 0 known, 3 rejected");
            first.Errors.ShouldContain("calls line 4: there is no customer nobody");
            first.Errors.ShouldContain("calls line 5, startedAt: must be an instant with its offset");
            (await File.ReadAllLinesAsync(rejects)).Select(line => string.Join(',', line.Split(',')[..3])).ShouldBe(
                ["file,line,field", "calls,1,", "calls,4,", "calls,5,startedAt", "calls,6,billedSeconds"]);
            first.Errors.ShouldContain("calls line 6, billedSeconds: “sixty” isn't a whole number");

            // Corrected, the rejects are sent again as they are.
            await File.WriteAllTextAsync(rejects, (await File.ReadAllTextAsync(rejects))
                .Replace("nobody", "c1", StringComparison.Ordinal).Replace("sixty", "60", StringComparison.Ordinal));
            var again = await HostProcess.Run(database, ["import", "--calls", rejects, "--json"]);
            JsonNode.Parse(again.Output).Counts("calls").ShouldBe("3 read, 2 added, 0 known, 1 rejected");
            again.Errors.ShouldContain("calls line 4, startedAt: must be an instant with its offset");

            await File.WriteAllTextAsync(lines, $$"""
                {{Call("k1", "\"0.2\"")}}

                {{Call("k6", "0.2")}}
                {"callId":"k7",
                """);
            var second = await HostProcess.Run(database, ["import", "--calls", lines, "--json"]);
            second.ExitCode.ShouldBe(1, second.Errors);
            JsonNode.Parse(second.Output).Counts("calls").ShouldBe("3 read, 1 added, 1 known, 1 rejected");
            second.Errors.ShouldContain("calls line 4: must be valid JSON");

            var packed = In("calls.csv.gz");
            await using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
                await gzip.WriteAsync(
                    Encoding.UTF8.GetBytes(string.Join('\n', (await File.ReadAllLinesAsync(csv))[..3])));
            var third = await HostProcess.Run(database, ["import", "--calls", packed]);
            third.ExitCode.ShouldBe(0, third.Errors);
            third.Output.ShouldContain("calls");

            var erased = await HostProcess.Run(database, ["erase", "--before", "2025-02-01", "--reason", "asked for"]);
            erased.ExitCode.ShouldBe(0, erased.Errors);
            erased.Output.ShouldContain("before 2025-02-01, under 1 keys");
            (await HostProcess.Run(database, ["erase", "--before", "2025-02-01"])).ExitCode.ShouldBe(2);

            var (mapping, exported) = (In("mapping.json"), In("export.csv"));
            await File.WriteAllTextAsync(mapping, """{"separator":";","decimalComma":true}""");
            await File.WriteAllTextAsync(exported, """
                callId;customerId;destination;startedAt;billedSeconds;amount
                m1;c1;442079460000;2025-01-05T10:00:00Z;60;0,20
                m2;c1;442079460000;2025-01-05T10:00:00Z;60;1.490
                m3;c1;442079460000;2025-01-05T10:00:00Z;1.000;0,20
                """);
            var mapped = await HostProcess.Run(
                database, ["import", "--calls", exported, "--mapping", mapping, "--json"]);
            JsonNode.Parse(mapped.Output).Counts("calls").ShouldBe("3 read, 1 added, 0 known, 2 rejected");
            mapped.Errors.ShouldContain(
                "calls line 3, amount: “1.490” isn't an amount: leave out thousands separators");
            mapped.Errors.ShouldContain("calls line 4, billedSeconds: “1.000” isn't a whole number");

            await File.WriteAllTextAsync(csv, "callId,customerId,price\n");
            var wrong = await HostProcess.Run(database, ["import", "--calls", csv]);
            wrong.ExitCode.ShouldBe(1);
            wrong.Errors.ShouldContain("unknown column 'price'");
            await File.WriteAllTextAsync(lines, "[]");
            (await HostProcess.Run(database, ["import", "--calls", lines])).Errors
                .ShouldContain("one JSON object a line");
        }
        finally
        {
            TestFolders.Remove(folder);
        }

        string In(string name) => Path.Combine(folder, name);

        // A record is one line.
        static string Call(string id, string amount) => $$"""
            {"callId":"{{id}}","customerId":"c1","destination":"442079460000",
            "startedAt":"2025-01-05T10:00:00Z","billedSeconds":60,"amount":{{amount}}}
            """.ReplaceLineEndings("");
    }
}
