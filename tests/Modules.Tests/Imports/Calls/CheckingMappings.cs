using static PackageBilling.Modules.Tests.Imports.Calls.CallFiles;

namespace PackageBilling.Modules.Tests.Imports.Calls;

/// <summary>What a mapping of calls must be like.</summary>
public sealed class CheckingMappings
{
    [Fact]
    public void every_member_that_is_unknown_is_named() =>
        Fault($$"""
            {"colums": [], "numbers": {"code": "44"}, "skip": [{"column": "a", "equals": "b"}],
             "fields": { {{Fields}}, "price": "x", "did": {"col": "y"} } }
            """).ShouldBe("there is no calls.colums; there is no calls.numbers.code; there is no calls.skip[0].equals; "
            + "there is no calls.fields.price; there is no calls.fields.did.col");

    [Theory]
    [InlineData("\"format\": \"xml\"", "calls.format must be one of csv, jsonl, json")]
    [InlineData("\"encoding\": \"latin\"", "calls.encoding must be one of")]
    [InlineData("\"separator\": \"x\"", "calls.separator must be")]
    [InlineData("\"quote\": \"q\"", "calls.quote must be")]
    [InlineData("\"titleLines\": -1", "calls.titleLines must be")]
    [InlineData("\"titleLines\": \"1\"", "cannot be read at calls.titleLines")]
    [InlineData("\"header\": \"no\"", "calls.columns must name")]
    [InlineData("\"timeZone\": \"Madrid\"", "calls.timeZone must be an IANA time zone")]
    [InlineData("\"repeatedHour\": \"both\"", "calls.repeatedHour must be one of")]
    [InlineData("\"decimalComma\": true, \"groupSeparator\": \",\"", "calls.groupSeparator must be")]
    [InlineData("\"numbers\": {\"countryCode\": \"+44\"}", "calls.numbers.countryCode must be")]
    [InlineData("\"numbers\": null", "cannot be read at calls.numbers")]
    [InlineData("\"skip\": [{\"column\": \"a\"}]", "calls.skip[0] must name a column, and say")]
    [InlineData("\"skip\": [{\"column\": \"a\", \"matches\": \"(\"}]", "calls.skip[0] has a regular expression")]
    [InlineData("\"skip\": [{\"column\": \"a\", \"matches\": \"(?=a)\"}]", "calls.skip[0] has a regular expression")]
    [InlineData("\"skip\": [{\"is\": \"a\"}]", "cannot be read at calls.skip[0]")]
    [InlineData("\"pair\": {\"column\": \"a\", \"start\": \"b\", \"end\": \"c\", \"same\": []}",
        "calls.pair.same must name")]
    [InlineData("\"preset\": \"nobody's\"", "must be one of asterisk")]
    [InlineData("\"preset\": 1", "calls.preset must be a text")]
    public void a_setting_that_makes_no_sense_is_refused(string setting, string fault) =>
        Fault($$"""{ {{setting}}, "fields": { {{Fields}} } }""").ShouldContain(fault);

    [Theory]
    [InlineData("callId", "{\"constant\": \"a\", \"column\": \"b\"}", "must have one of column, template and constant")]
    [InlineData("callId", "{}", "must have one of column, template and constant")]
    [InlineData("callId", "{\"template\": \"{a\"}", "calls.fields.callId.template must have each column in braces")]
    [InlineData("callId", "{\"column\": \"a\", \"case\": \"Lower\"}", "calls.fields.callId.case must be one of")]
    [InlineData("callId", "{\"column\": \"a\", \"unit\": \"clock\"}", "calls.fields.callId.unit is for billedSeconds")]
    [InlineData("callId", "{\"column\": \"a\", \"replace\": [{\"match\": \"[\"}]}", "has a regular expression")]
    [InlineData("startedAt", "{\"column\": \"a\", \"format\": \"dd/MM\"}", "startedAt.format has “dd/MM”")]
    [InlineData("billedSeconds", "{\"column\": \"a\", \"unit\": \"hours\"}", "calls.fields.billedSeconds.unit must be")]
    [InlineData("billedSeconds", "{\"column\": \"a\", \"round\": \"best\"}", "billedSeconds.round must be")]
    [InlineData("amount", "{\"column\": \"a\", \"round\": \"up\"}", "calls.fields.amount.round must be")]
    [InlineData("amount", "null", "calls.fields.amount is missing; {\"constant\": \"0\"} for calls without a price")]
    public void a_field_that_makes_no_sense_is_refused(string field, string value, string fault)
    {
        var others = string.Join(
            ',', Fields.Split(',').Where(one => !one.Contains($"\"{field}\"", StringComparison.Ordinal)));
        Fault($$"""{"fields": { {{others}}, "{{field}}": {{value}} } }""").ShouldContain(fault);
    }

    [Fact]
    public void all_faults_of_a_mapping_are_named() =>
        Fault("{\"format\": \"xml\", \"fields\": {}}").Split("; ").Length.ShouldBeGreaterThan(5);

    [Fact]
    public void what_holds_for_all_files_holds_for_calls()
    {
        var mapping = Mapping($$"""{"fields": { {{Fields}} } }""", ", \"separator\": \";\", \"decimalComma\": true");
        (mapping.Separator, mapping.DecimalComma).ShouldBe((";", true));
    }

    [Fact]
    public void a_mapping_changes_what_it_names_of_a_preset()
    {
        var mapping = Mapping("""
            {"preset": "asterisk", "timeZone": "UTC", "fields": {"customerId": {"values": {"7001": "acme"}},
             "amount": {"column": "userfield"}, "destination": "lastdata"}}
            """);
        mapping.Fields.CustomerId.ShouldSatisfyAllConditions(
            field => field!.Column.ShouldBe(["accountcode"]), field => field!.Values["7001"].ShouldBe("acme"));
        (mapping.Fields.Amount!.Constant, mapping.Fields.Amount.Column![0]).ShouldBe((null, "userfield"));
        mapping.Fields.Destination!.Column.ShouldBe(["lastdata"]);
        mapping.TimeZone.ShouldBe("UTC");
    }

    [Fact]
    public void the_presets_that_screens_offer_are_those_there_are() =>
        CallFileFormats.All.Select(format => format.Preset).ShouldBe(CallPresets.Names);

    public static TheoryData<string> Presets() => [.. CallPresets.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void every_preset_is_a_mapping_without_faults(string name) =>
        CallMappings.OfPreset(name).Fields.CallId.ShouldNotBeNull();

    [Fact]
    public void options_come_before_what_the_mapping_says()
    {
        var mapping = new CallOptions("Europe/Madrid", "34", "acme", "9,10").In(CallMappings.OfPreset("asterisk"));
        mapping.Numbers.NationalDigits.ShouldBe([9, 10]);
        (mapping.TimeZone, mapping.Numbers.CountryCode, mapping.Fields.CustomerId!.Default)
            .ShouldBe(("Europe/Madrid", "34", "acme"));
        foreach (var (options, field) in ((CallOptions, string)[])
            [
                (new(TimeZone: "Madrid"), "timeZone"), (new(CountryCode: "+34"), "countryCode"),
                (new(CustomerId: "a b"), "customerId"), (new(NationalDigits: "nine"), "nationalDigits"),
            ])
            Should.Throw<ProblemException>(() => options.In(mapping)).Field.ShouldBe(field);
        Should.Throw<ProblemException>(() => new CallOptions(NationalDigits: "9").In(CallMappings.OfPreset("kazoo")))
            .Message.ShouldBe("needs a countryCode");
    }

    private static string Fault(string calls) => Should.Throw<ProblemException>(() => Mapping(calls)).Message;
}
