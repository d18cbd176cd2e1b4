using System.IO.Compression;
using System.Text;
using static PackageBilling.Modules.Tests.Imports.Calls.CallFiles;

namespace PackageBilling.Modules.Tests.Imports.Calls;

/// <summary>Calls as a mapping reads them from a file.</summary>
public sealed class MappingCalls
{
    private const string Header = "id,account,to,start,secs,price\n";

    private const string Whole = "k1,acme,442079460000,2026-01-05T10:00:00Z,60,0.20\n";

    [Fact]
    public void a_row_becomes_a_call() =>
        Text(Call(Header + Whole, Mapping($$"""{"fields": { {{Fields}} } }""")))
            .ShouldBe("2 k1 acme - 442079460000 2026-01-05T10:00:00Z 60 0.20");

    [Fact]
    public void all_that_is_wrong_with_a_row_is_named() =>
        Error(Header + "\"\",no id,alice,05/01/2026,1.5,free\n", Mapping($$"""{"fields": { {{Fields}} } }""")).ShouldBe(
            "callId is empty in 'id'; customerId “no id” must be 1 to 64 letters, digits, '.', '_' or '-'; "
            + "destination “alice” must be 1 to 15 digits of E.164, with '+', '00' or spaces at most; "
            + "startedAt “05/01/2026” isn't a time as the mapping says: iso; "
            + "billedSeconds “1.5” has parts of a second: set round to up, down or nearest; "
            + "amount “free” isn't an amount: use only digits and a decimal point, such as 45.00");

    [Theory]
    [InlineData("2026-01-05 10:00:00", "Europe/Madrid", "iso", "2026-01-05T09:00:00Z")]
    [InlineData("2026-07-05 10:00:00", "Europe/Madrid", "iso", "2026-07-05T08:00:00Z")]
    [InlineData("2026-01-05 10:00:00.123456789", "UTC", "iso", "2026-01-05T10:00:00.123456Z")]
    [InlineData("2026-01-05T10:00:00+0530", "Europe/Madrid", "iso", "2026-01-05T04:30:00Z")]
    [InlineData("2026-01-05 10:00:00 +0100 CET", "", "iso", "2026-01-05T09:00:00Z")]
    [InlineData("05/01/2026 22:15", "Europe/Madrid", "dd/MM/yyyy HH:mm", "2026-01-05T21:15:00Z")]
    [InlineData("01/05/2026 10:15:07 PM", "America/New_York", "MM/dd/yyyy hh:mm:ss tt", "2026-01-06T03:15:07Z")]
    [InlineData("20260105101500+02:00", "", "yyyyMMddHHmmsszzz", "2026-01-05T08:15:00Z")]
    [InlineData("1767607200", "", "epochSeconds", "2026-01-05T10:00:00Z")]
    [InlineData("1767607200.250", "", "epochSeconds", "2026-01-05T10:00:00.25Z")]
    [InlineData("1767607200250", "", "epochMilliseconds", "2026-01-05T10:00:00.25Z")]
    [InlineData("1767607200250001", "", "epochMicroseconds", "2026-01-05T10:00:00.250001Z")]
    [InlineData("63934826400", "", "gregorianSeconds", "2026-01-05T10:00:00Z")]
    public void times_are_read_as_the_mapping_says(string text, string zone, string format, string instant) =>
        Call($"{Header}k1,acme,442079460000,{text},60,0.20\n", Timed(zone, format)).StartedAt.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(instant);

    [Theory]
    [InlineData("2026-01-05 10:00:00", "", "iso", "says no time zone: set timeZone")]
    [InlineData("2026-03-29 02:30:00", "Europe/Madrid", "iso", "doesn't exist in Europe/Madrid")]
    [InlineData("2026-10-25 02:30:00", "Europe/Madrid", "iso", "is shown twice by the clocks of Europe/Madrid")]
    [InlineData("2026-02-29 10:00:00", "UTC", "iso", "isn't a time")]
    [InlineData("1767607200000", "", "epochMicroseconds", "isn't a time")]
    [InlineData("63934826400", "", "epochSeconds", "isn't a time")]
    [InlineData("-5", "", "epochSeconds", "isn't a time")]
    [InlineData("99999999999999999999", "", "epochSeconds", "isn't a time")]
    public void a_time_that_could_mean_another_instant_is_refused(
        string text, string zone, string format, string error) =>
        Error($"{Header}k1,acme,442079460000,{text},60,0.20\n", Timed(zone, format)).ShouldContain(error);

    [Fact]
    public void the_hour_that_clocks_show_twice_is_what_the_mapping_says()
    {
        var row = $"{Header}k1,acme,442079460000,2026-10-25 02:30:00,60,0.20\n";
        Call(row, Timed("Europe/Madrid", "iso") with { RepeatedHour = "earlier" }).StartedAt.Hour.ShouldBe(0);
        Call(row, Timed("Europe/Madrid", "iso") with { RepeatedHour = "later" }).StartedAt.Hour.ShouldBe(1);
    }

    [Theory]
    [InlineData("60", "seconds", null, 60)]
    [InlineData("60.4", "seconds", "up", 61)]
    [InlineData("60.4", "seconds", "down", 60)]
    [InlineData("60.5", "seconds", "nearest", 61)]
    [InlineData("10000", "milliseconds", null, 10)]
    [InlineData("10001", "milliseconds", "up", 11)]
    [InlineData("10000000000", "nanoseconds", null, 10)]
    [InlineData("2.5", "minutes", null, 150)]
    [InlineData("10s", "suffixed", null, 10)]
    [InlineData("1h2m3.5s", "suffixed", "up", 3724)]
    [InlineData("500ms", "suffixed", "up", 1)]
    [InlineData("00:01:30", "clock", null, 90)]
    [InlineData("1:05", "clock", null, 65)]
    public void durations_are_read_in_their_unit(string text, string unit, string? round, int seconds) =>
        Call($"{Header}k1,acme,442079460000,2026-01-05T10:00:00Z,{text},0.20\n", Lasting(unit, round))
            .BilledSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("10s", "seconds", "isn't a duration in seconds: set unit to suffixed")]
    [InlineData("00:01:30", "seconds", "isn't a duration in seconds: set unit to clock")]
    [InlineData("1:75", "clock", "isn't a duration")]
    [InlineData("-3", "seconds", "isn't a duration")]
    [InlineData("10x", "suffixed", "isn't a duration")]
    [InlineData("10", "nanoseconds", "isn't a duration")]
    [InlineData("99999999", "seconds", "must be from 0 to")]
    public void a_duration_in_another_unit_is_refused(string text, string unit, string error) =>
        Error($"{Header}k1,acme,442079460000,2026-01-05T10:00:00Z,{text},0.20\n", Lasting(unit, null))
            .ShouldContain(error);

    [Theory]
    [InlineData("1.234,5", true, ".", "1234.5")]
    [InlineData("0,05", true, null, "0.05")]
    [InlineData("1'234.5", false, "'", "1234.5")]
    public void amounts_are_read_as_the_mapping_says(string text, bool comma, string? group, string amount) =>
        Call($"{Header}k1,acme,442079460000,2026-01-05T10:00:00Z,60,\"{text}\"\n",
            Mapping($$"""{"fields": { {{Fields}} } }""") with { DecimalComma = comma, GroupSeparator = group })
            .Amount.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(amount);

    [Theory]
    [InlineData("1.234,5", "isn't an amount")]
    [InlineData("0.1234567", "has more than 6 decimals: set round to nearest")]
    [InlineData("-0.10", "must be from 0 to")]
    [InlineData("", "is empty in 'price'")]
    public void an_amount_that_is_written_in_another_way_is_refused(string text, string error) =>
        Error($"{Header}k1,acme,442079460000,2026-01-05T10:00:00Z,60,\"{text}\"\n",
            Mapping($$"""{"fields": { {{Fields}} } }""")).ShouldContain(error);

    [Theory]
    [InlineData("sip:+442079460000@sbc.example.com;user=phone", "442079460000")]
    [InlineData("\\\"Bob\\\" <sip:02079460000@10.0.0.1>", "442079460000")]
    [InlineData("00 1 (202) 555-0100", "12025550100")]
    [InlineData("9011 34 600 000 001", "34600000001")]
    [InlineData("2079460000", "442079460000")]
    [InlineData("34600000001", "34600000001")]
    public void numbers_are_rewritten_by_their_rules(string text, string number)
    {
        var mapping = Mapping("""
            {"format": "jsonl", "numbers": {"countryCode": "44", "nationalDigits": [10], "stripPrefixes": ["9011"]},
            "fields": {"callId": "id", "customerId": {"constant": "acme"}, "did": "to", "destination": "to",
            "startedAt": "start", "billedSeconds": {"constant": "60"}, "amount": {"constant": "0"}}}
            """);
        var call = Call($$"""{"id": "k1", "to": "{{text}}", "start": "2026-01-05T10:00:00Z"}""", mapping);
        (call.Destination, call.Did).ShouldBe((number, number));
    }

    [Fact]
    public void fields_are_put_together_changed_and_filled_in()
    {
        var mapping = Mapping("""
            {"timeZone": "UTC", "fields": {
            "callId": {"template": "{node}-{id}", "case": "lower"},
            "customerId": {"column": ["account", "sub account"], "replace": [{"match": "^SIP/(\\w+).*$", "with": "$1"}],
                "case": "lower", "values": {"7001": "acme"}, "default": "nobody"},
            "destination": "to", "startedAt": {"template": "{date} {time}"},
            "billedSeconds": {"column": "secs", "default": "0"}, "amount": {"constant": "0"}}}
            """);
        var rows = Rows("""
            node,id,account,sub account,to,date,time,secs
            N1,A,SIP/7001-000a,,442079460000,2026-01-05,10:00:00,60
            N1,B,,ZENITH,442079460000,2026-01-05,10:00:00,
            N1,C,\N,,442079460000,2026-01-05,10:00:00,1

            """, mapping);
        rows.Select(row => (row.Call!.CallId, row.Call.CustomerId, row.Call.BilledSeconds))
            .ShouldBe([("n1-a", "acme", 60), ("n1-b", "zenith", 0), ("n1-c", "nobody", 1)]);
    }

    [Fact]
    public void rows_are_skipped_by_conditions_and_counted()
    {
        var mapping = Mapping($$"""
            {"keep": [{"column": "state", "is": ["answered"], "reason": "unanswered"}],
             "skip": [{"column": "to", "matches": "^\\d{3,4}$", "reason": "internal"},
                {"column": "id", "isEmpty": true}, {"column": "#1", "matches": "^Total", "reason": "totals"}],
             "fields": { {{Fields}} } }
            """);
        var calls = Open("""
            id,account,to,start,secs,price,state
            k1,acme,442079460000,2026-01-05T10:00:00Z,60,0.20,ANSWERED
            k2,acme,442079460000,2026-01-05T10:00:00Z,0,0.20,BUSY
            k3,acme,101,2026-01-05T10:00:00Z,60,0.20,Answered
            ,acme,442079460000,2026-01-05T10:00:00Z,60,0.20,Answered
            Total of 3 calls
            """, mapping);
        calls.Read().Select(row => row.Call?.CallId).ShouldBe(["k1"]);
        calls.Skipped.ShouldBe(new Dictionary<string, long>
        { ["id"] = 1, ["internal"] = 1, ["totals"] = 1, ["unanswered"] = 1 });
        calls.Rows.ShouldBe(5);
    }

    [Fact]
    public void a_call_without_a_customer_may_belong_to_the_one_who_has_its_did()
    {
        var mapping = Mapping($$"""{"customerByDid": true, "fields": { {{Fields}}, "did": "did" } }""");
        var rows = Rows("""
            id,account,to,start,secs,price,did
            k1,,442079460000,2026-01-05T10:00:00Z,60,0.20,12025550100
            k2,acme,442079460000,2026-01-05T10:00:00Z,60,0.20,12025550100
            k3,,442079460000,2026-01-05T10:00:00Z,60,0.20,
            """, mapping);
        rows.Select(row => row.Call?.CustomerId).ShouldBe(["", "acme", null]);
        rows[2].Refused!.Error.ShouldBe("customerId is empty in 'account'");
    }

    [Fact]
    public void a_file_without_a_header_has_the_names_of_the_mapping()
    {
        var mapping = Mapping($$"""
            {"columns": ["id", "account", "to", "start", "secs", "price", "note?", "more?"], "fields": { {{Fields}} } }
            """);
        Rows(Whole + Whole.Replace("0.20", "0.20,x", StringComparison.Ordinal)
            + Whole.Replace("0.20", "0.20,x,y,,,", StringComparison.Ordinal), mapping)
            .ShouldAllBe(row => row.Call != null);
        Rows("k1,acme\n" + Whole.Replace("0.20", "0.20,x,y,z", StringComparison.Ordinal), mapping)
            .Select(row => row.Refused!.Error)
            .ShouldBe(["has 2 fields; there should be 6", "has 9 fields; there should be 8"]);
        Rows(Header + Whole, mapping with { Header = "found" }).ShouldHaveSingleItem().Call.ShouldNotBeNull();
        Rows(Whole, mapping with { Header = "found" }).ShouldHaveSingleItem().Call.ShouldNotBeNull();
    }

    [Fact]
    public void lines_of_a_title_are_passed_over()
    {
        var mapping = Mapping($$"""{"titleLines": 2, "fields": { {{Fields}} } }""");
        Text(Call("Report of January\n\n" + Header + Whole, mapping)).ShouldStartWith("4 k1");
    }

    [Fact]
    public void separators_quotes_and_encodings_are_as_the_mapping_says()
    {
        var fields = $$"""{ {{Fields.Replace("\"id\"", "\"Größe\"", StringComparison.Ordinal)}} }""";
        var file = (Header + Whole).Replace("id", "Größe", StringComparison.Ordinal);
        var mapping = Mapping($$"""{"fields": {{fields}} }""");
        var western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(file);
        IsRead([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(file)], null);
        IsRead([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(file)], null);
        IsRead([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(file)], null);
        IsRead(Encoding.Unicode.GetBytes(file), "utf-16");
        IsRead(western, "windows-1252");
        Should.Throw<ProblemException>(() => Open(western, mapping).Check());
        Should.Throw<ProblemException>(() => Open([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(file)],
            mapping with { Encoding = "windows-1252" }).Check()).Message.ShouldContain("byte order mark of UTF-16");
        Rows($"{Header.Replace(',', '|')}'k|1'|acme|442079460000|2026-01-05T10:00:00Z|60|0.20\n",
            Mapping($$"""{"separator": "|", "quote": "'", "fields": { {{Fields}} } }""")).Single().Call!.CallId
            .ShouldBe("k|1");

        void IsRead(byte[] bytes, string? encoding) =>
            Open(bytes, mapping with { Encoding = encoding }).Read().Single().Call.ShouldNotBeNull();
    }

    [Fact]
    public void bytes_of_another_encoding_refuse_their_row_and_say_what_to_set()
    {
        byte[] row = [.. Encoding.UTF8.GetBytes(Header), .. "k\u00e9"u8[..1], 0xE9,
            .. Encoding.UTF8.GetBytes(Whole[2..])];
        Open(row, Mapping($$"""{"fields": { {{Fields}} } }""")).Read().Single().Refused!.Error
            .ShouldBe("is not UTF-8: set encoding to windows-1252 if that is how the switch writes");
    }

    [Fact]
    public void a_quote_that_is_not_closed_spoils_its_own_line_only()
    {
        var rows = Rows($"{Header}\"k0,acme,1,2,3,4\n{Whole}", Mapping($$"""{"fields": { {{Fields}} } }"""));
        rows.Count.ShouldBe(2);
        rows[0].Refused!.Error.ShouldContain("has 1 fields; there should be 6");
        rows[1].Call!.CallId.ShouldBe("k1");
    }

    [Fact]
    public void a_packed_file_is_unpacked()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Header + Whole));
        var mapping = Mapping($$"""{"fields": { {{Fields}} } }""");
        Open(packed.ToArray(), mapping).Read().Single().Call.ShouldNotBeNull();
        Should.Throw<ProblemException>(() => Open(packed.ToArray()[..20], mapping).Check());
    }

    [Theory]
    [InlineData("json", "{\"data\": [CALL, CALL], \"page\": {\"size\": [1]}}")]
    [InlineData("json", "[CALL,\n CALL]")]
    [InlineData("json", "CALL\nCALL")]
    [InlineData("json", "{\n\"page\": 1, \"data\":\n[CALL], \"x\": \"]\"} CALL")]
    [InlineData("jsonl", "CALL\n\nCALL\n")]
    public void json_has_fields_within_fields(string format, string file)
    {
        const string call =
            """{"id": "k1", "vars": {"account.id": "acme", "sub": {"to": "442079460000"} }, "start": 1767607200,"""
            + """ "secs": 60, "price": 1e-1, "data": null, "list": ["a", {"id": "no"}]}""";
        var mapping = Mapping($$"""
            {"format": "{{format}}", {{(format == "json" ? "\"records\": \"data\"," : "")}} "fields": {"callId": "id",
            "customerId": {"constant": "acme"}, "destination": "vars.sub.to", "startedAt": {"column": "start",
            "format": "epochSeconds"}, "billedSeconds": "secs", "amount": "price"} }
            """);
        var calls = Rows(file.Replace("CALL", call, StringComparison.Ordinal), mapping);
        calls.Count.ShouldBe(2);
        Text(calls[0].Call!)[2..].ShouldBe("k1 acme - 442079460000 2026-01-05T10:00:00Z 60 0.10");
    }

    [Fact]
    public void a_line_that_is_no_json_is_refused_and_the_others_are_read()
    {
        var mapping = Mapping($$"""{"format": "jsonl", "fields": { {{Fields}} } }""");
        Rows("{oops\n[]\n{}\n", mapping).Select(row => row.Refused!.Error.Split(';')[0])
            .ShouldBe(["must be valid JSON", "must be an object", "callId is empty in 'id'"]);
        Should.Throw<ProblemException>(() => Open("[{\"id\": 1}", mapping with { Format = "json" }).Check()).Message
            .ShouldBe("line 1 breaks off");
        Should.Throw<ProblemException>(() => Open("id,to\n", mapping with { Format = "json" }).Check()).Message
            .ShouldBe("line 1 is not a list of objects");
    }

    [Fact]
    public void a_column_that_the_mapping_names_and_the_file_lacks_refuses_the_file() =>
        Should.Throw<ProblemException>(() => Open("id,account,to,start,secs\n",
            Mapping($$"""{"fields": { {{Fields}} } }""")).Check()).Message
            .ShouldBe("line 1 has no column 'price', which the mapping names");

    private static CallMapping Timed(string zone, string format)
    {
        var start = $$"""{"column": "start", "format": "{{format}}"}""";
        var fields = Fields.Replace("\"start\"", start, StringComparison.Ordinal);
        return Mapping($$"""{"fields": { {{fields}} } }""") with { TimeZone = zone.Length > 0 ? zone : null };
    }

    private static CallMapping Lasting(string unit, string? round)
    {
        var seconds = $$"""{"column": "secs", "unit": "{{unit}}", "round": "{{round ?? "up"}}"}""";
        var mapping = Mapping($$"""
            {"fields": { {{Fields.Replace("\"secs\"", seconds, StringComparison.Ordinal)}} } }
            """);
        var field = mapping.Fields.BilledSeconds! with { Round = round };
        return mapping with { Fields = mapping.Fields with { BilledSeconds = field } };
    }
}
