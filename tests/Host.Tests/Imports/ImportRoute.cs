using System.Text;

namespace PackageBilling.Host.Tests.Imports;

[Collection(OneHost.Name)]
public sealed class ImportRoute(TestHost host)
{
    private const string Customers = "customerId,name\n";

    [Fact]
    public async Task one_bad_row_keeps_its_file_out_and_the_files_after_it_unread()
    {
        var before = await host.Events();

        var answer = await host.Api.Import(new()
        {
            ["customers"] = Encoding.UTF8.GetBytes($"{Customers}imp-1,One\nimp 2,Two\n"),
            ["assignments"] = Encoding.UTF8.GetBytes(
                "assignmentId,customerId,packageId,startDate\nx,imp-1,x,2025-01-01\n"),
        });

        answer.Code.ShouldBe(200, answer.Text);
        answer.Body.Counts("customers").ShouldBe("2 read, 0 added, 0 known, 1 rejected");
        answer.Body.Counts("assignments").ShouldBe("none");
        answer.Body!["stoppedAt"]!.ToString().ShouldBe("customers");
        answer.Body["firstRun"].ShouldBeNull();
        (await host.Events()).ShouldBe(before);
    }

    [Fact]
    public async Task a_dry_run_answers_as_the_import_would_and_writes_nothing()
    {
        var files = new Dictionary<string, byte[]>
        {
            ["customers"] = Encoding.UTF8.GetBytes($"{Customers}imp-d1,One\nimp d2,Two\n"),
            ["payments"] = "reference,customerId,amount\nr,imp-d1,12.50\nr,imp-d3,1\n"u8.ToArray(),
        };
        var before = await host.Events();
        var foreseen = await host.Api.Import(files, "?mode=rows&dryRun=true");
        foreseen.Code.ShouldBe(200, foreseen.Text);
        (await host.Events()).ShouldBe(before);
        (await host.Api.Call("GET", "/api/customers/imp-d1")).Code.ShouldBe(404);

        foreseen.Body!["dryRun"]!.GetValue<bool>().ShouldBeTrue();
        foreseen.Body["firstRun"].ShouldBeNull();
        foreseen.Body["payments"]!["amounts"]!.ToJsonString().ShouldBe("""[{"currency":"USD","amount":"12.50"}]""");
        var done = await host.Api.Import(files, "?mode=rows");
        foreach (var file in (string[])["customers", "payments", "rejects"])
            foreseen.Body[file]!.ToJsonString().ShouldBe(done.Body![file]!.ToJsonString());
        (await host.Api.Call("GET", $"/api/imports/{foreseen.Body["importId"]}/rejects.csv")).Text
            .ShouldContain("imp d2,Two");
    }

    [Fact]
    public async Task row_by_row_the_rest_goes_in_and_all_rejects_are_in_a_file()
    {
        var rows = string.Concat(Enumerable.Range(1, 1_200).Select(n => $"imp bad {n},Bad\n"));

        var answer = await host.Api.Import(
            "customers", $"{Customers}imp-r1,One\n{rows}imp-r2,\"Two, or =2\"\n", "?mode=rows");

        answer.Code.ShouldBe(200, answer.Text);
        answer.Body.Counts("customers").ShouldBe("1202 read, 2 added, 0 known, 1200 rejected");
        answer.Body!["rejects"]!.AsArray().Count.ShouldBe(1_000);
        var first = answer.Body["rejects"]![0]!;
        (first["file"]!.ToString(), first["line"]!.GetValue<int>(), first["field"]!.ToString(),
            first["error"]!.ToString())
            .ShouldBe(("customers", 3, "customerId", "must be 1 to 64 letters, digits, '.', '_' or '-'"));
        var file = await host.Api.Call("GET", $"/api/imports/{answer.Body["importId"]}/rejects.csv");
        var lines = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1_202);
        lines[0].ShouldBe("file,line,field,error,record");
        lines[1].ShouldBe("customers,1,,,\"customerId,name\"");
        lines[2].ShouldBe(
            """customers,3,customerId,"must be 1 to 64 letters, digits, '.', '_' or '-'","imp bad 1,Bad" """.TrimEnd());
        (await host.Api.Must("GET", "/api/customers/imp-r2"))!["name"]!.ToString().ShouldBe("Two, or =2");
        (await host.Api.Must("GET", "/api/imports"))!["items"]![0]!["status"]!.ToString().ShouldBe("ended");
    }

    public static TheoryData<string, byte[], string> Hostile() => new()
    {
        { "nothing", [], "has no column 'customerId'" },
        { "a header without what is required", "customerId\nh1\n"u8.ToArray(), "has no column 'name'" },
        { "a column that nobody knows", "customerId,name,nmae\nh1,x,y\n"u8.ToArray(), "unknown column 'nmae'" },
        { "a column twice", "customerId,name,name\nh1,x,y\n"u8.ToArray(), "twice" },
        { "a quote that is never closed", "customerId,name\nh1,\"x\nh2,y\n"u8.ToArray(), "cannot be read as CSV" },
        { "text behind a quote", "customerId,name\nh1,\"x\"y\n"u8.ToArray(), "cannot be read as CSV" },
        { "a field too many", "customerId,name\nh1,x\nh2,y,z\n"u8.ToArray(), "cannot be read as CSV" },
        { "a field too few", "customerId,name\nh1,x\nh2\n"u8.ToArray(), "cannot be read as CSV" },
        { "a NUL", "customerId,name\nh1,x\0y\n"u8.ToArray(), "NUL" },
        { "Latin-1", [.. "customerId,name\nh1,Caf"u8, 0xE9, (byte)'\n'], "is not UTF-8" },
        { "Latin-1 in the header", [.. "customerId,name,caf"u8, 0xE9, (byte)'\n'], "not plain UTF-8" },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes("customerId,name\nh1,x\n"), "customers" },
        { "half a character at the end", [.. "customerId,name\nh1,x"u8, 0xE2, 0x82], "is not UTF-8" },
        { "a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], "customers" },
        { "a line of 100 MB", [.. "customerId,name\nh1,"u8, .. Enumerable.Repeat((byte)'x', 100_000_000)],
            "cannot be read as CSV" },
        { "a header of 100 MB", [.. Enumerable.Repeat((byte)'x', 100_000_000)], "cannot be read as CSV" },
        { "a quoted field of 100 MB", [.. "customerId,name\nh1,\""u8, .. Enumerable.Repeat((byte)'\n', 100_000_000)],
            "cannot be read as CSV" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task a_damaged_file_refuses_the_request_and_nothing_is_written(string what, byte[] file, string fault)
    {
        var before = await host.Events();

        var answer = await host.Api.Import(
            new() { ["packages"] = "name,retail,cost,frequency\nimp-hostile,1,1,daily\n"u8.ToArray(),
                ["customers"] = file }, "?mode=rows");

        answer.Code.ShouldBe(400, $"{what}: {answer.Text}");
        answer.Text.ShouldContain(fault);
        answer.Fields.ShouldBe(["customers"]);
        (await host.Events()).ShouldBe(before);
    }

    [Fact]
    public async Task a_byte_order_mark_and_other_separators_do_no_harm()
    {
        (await host.Api.Import(new()
        { ["customers"] = [.. Encoding.UTF8.Preamble, .. "customerId;name\r\nimp-b1;One\r\n"u8] })).Body
            .Counts("customers").ShouldBe("1 read, 1 added, 0 known, 0 rejected");
        (await host.Api.Import(new() { ["customers"] = [.. Encoding.Unicode.Preamble,
            .. Encoding.Unicode.GetBytes("customerId\tname\nimp-b2\tZwei für alle\n")] }))
            .Body.Counts("customers").ShouldBe("1 read, 1 added, 0 known, 0 rejected");
        (await host.Api.Must("GET", "/api/customers/imp-b2"))!["name"]!.ToString().ShouldBe("Zwei für alle");
    }

    [Theory]
    [InlineData("?mode=some", 400, "mode")]
    [InlineData("?firstRun=2025-02-30", 400, "firstRun")]
    [InlineData("?dryRun=maybe", 400, "dryRun")]
    public async Task a_query_that_makes_no_sense_is_refused(string query, int status, string field)
    {
        var answer = await host.Api.Import("customers", $"{Customers}imp-q,Q\n", query);
        (answer.Code, answer.Fields.Single()).ShouldBe((status, field));
    }

    [Theory]
    [InlineData("not json", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData("""{"files":null}""", "null")]
    [InlineData("""{"file":{}}""", "cannot be read at $.file, line 1")]
    [InlineData("""{"dateFormat":"dd/MM"}""", "dateFormat")]
    [InlineData("""{"separator":"x"}""", "separator")]
    [InlineData("""{"files":{"customer":{}}}""", "no file customer")]
    [InlineData("""{"files":{"customers":{"columns":{"nam":"x"}}}}""", "no column nam")]
    [InlineData("""{"files":{"customers":{"columns":null}}}""", "null")]
    [InlineData("""{"files":{"customers":{"columns":{"customerId":null,"name":"name"}}}}""", "null")]
    [InlineData("""{"files":{"customers":{"values":{"name":{"x":null}}}}}""", "null")]
    public async Task a_mapping_that_makes_no_sense_is_refused(string mapping, string fault)
    {
        var before = await host.Events();
        var answer = await host.Api.Import(new() { ["customers"] = "customerId,name\nimp-m,M\n"u8.ToArray(),
            ["mapping"] = Encoding.UTF8.GetBytes(mapping) });
        answer.Code.ShouldBe(400, answer.Text);
        answer.Text.ShouldContain(fault);
        (await host.Events()).ShouldBe(before);
    }

    [Fact]
    public async Task a_request_that_is_no_form_of_files_is_refused()
    {
        (await host.Api.Call("POST", "/api/imports", "{}")).Code.ShouldBe(415);
        (await host.Api.Call("POST", "/api/imports")).Code.ShouldBe(415);
        (await host.Api.Send("POST", "/api/imports", Moving.Raw([], "multipart/form-data"))).Code.ShouldBe(400);
        (await host.Api.Send("POST", "/api/imports",
            Moving.Raw("--b\r\nbroken"u8.ToArray(), "multipart/form-data; boundary=b"))).Code.ShouldBe(400);
        (await host.Api.Import([])).Code.ShouldBe(400);
        (await host.Api.Import("vendors", "a\n")).Code.ShouldBe(400);
        (await host.Api.Import("mapping", new string(' ', 300_000))).Code.ShouldBe(400);
        (await host.Api.Call("GET", "/api/imports/nothing/rejects.csv")).Code.ShouldBe(404);
    }
}
