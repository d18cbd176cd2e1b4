using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace PackageBilling.Foundation;

/// <summary>Reads and checks mappings of calls.</summary>
public static class CallMappings
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly string[] Formats = ["csv", "jsonl", "json"], Headers = ["yes", "no", "found"],
        Encodings = ["utf-8", "utf-16", "windows-1252"], Repeated = ["refuse", "earlier", "later"],
        Cases = ["lower", "upper"], Rounds = ["up", "down", "nearest"];

    /// <summary>The mapping of a preset.</summary>
    public static CallMapping OfPreset(string name) => Checked(CallPresets.Json(name), new());

    /// <summary>The mapping of calls in a mapping file.</summary>
    /// <exception cref="ProblemException">It has none, or one that makes no sense; names what.</exception>
    public static CallMapping Of(ImportMapping file)
    {
        if (file.Calls is not { } calls)
            throw Problem.Malformed("mapping", "has no calls: the member calls says how to read them");
        if (calls.ValueKind != JsonValueKind.Object) throw Problem.Malformed("mapping", "calls must be an object");
        var json = JsonObject.Create(calls)!;
        Refuse(UnknownMembers(json, typeof(CallMapping), "calls").Select(name => $"there is no {name}"));
        if (json["preset"] is { } preset)
            json = CallPresets.With(
                preset.GetValueKind() == JsonValueKind.String ? CallPresets.Json(preset.GetValue<string>())
                    : throw Problem.Malformed("mapping", "calls.preset must be a text"), json);
        return Checked(json, file);
    }

    /// <summary>The mapping as text, by which two are known to be the same.</summary>
    public static string Text(CallMapping mapping) => JsonSerializer.Serialize(mapping, Options);

    internal static bool IsCountryCode(string text) =>
        text.Length is >= 1 and <= 3 && text.All(char.IsAsciiDigit) && text[0] != '0';

    private static CallMapping Checked(JsonObject json, ImportMapping file)
    {
        CallMapping mapping;
        try
        {
            mapping = json.Deserialize<CallMapping>(Options)!;
        }
        catch (JsonException e)
        {
            var path = e.Path?.Replace("$", "calls", StringComparison.Ordinal);
            throw Problem.Malformed("mapping",
                $"cannot be read at {path}: it has a value of another kind than belongs there, or lacks one");
        }
        mapping = mapping with
        {
            Separator = mapping.Separator ?? file.Separator,
            DecimalComma = mapping.DecimalComma ?? file.DecimalComma,
            GroupSeparator = mapping.GroupSeparator ?? file.GroupSeparator,
        };
        Refuse(Faults(mapping));
        return mapping;
    }

    private static void Refuse(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        if (all.Count > 0) throw Problem.Malformed("mapping", string.Join("; ", all));
    }

    private static IEnumerable<string> UnknownMembers(JsonNode? node, Type type, string path)
    {
        if (node is JsonArray list && type.IsGenericType && type.GetGenericArguments() is [var item])
            return list.SelectMany((one, i) => UnknownMembers(one, item, $"{path}[{i}]"));
        if (node is not JsonObject json || type.Namespace != typeof(CallMapping).Namespace) return [];
        var known = Options.GetTypeInfo(type).Properties.ToDictionary(one => one.Name, one => one.PropertyType);
        return json.SelectMany(member => known.TryGetValue(member.Key, out var inner)
            ? UnknownMembers(member.Value, inner, $"{path}.{member.Key}") : [$"{path}.{member.Key}"]);
    }

    private static IEnumerable<string> Faults(CallMapping mapping)
    {
        if (!Formats.Contains(mapping.Format)) yield return OneOf("format", Formats);
        if (mapping.Header is { } header && !Headers.Contains(header)) yield return OneOf("header", Headers);
        if (mapping.Encoding is { } encoding && !Encodings.Contains(encoding))
            yield return OneOf("encoding", Encodings);
        if (!Repeated.Contains(mapping.RepeatedHour)) yield return OneOf("repeatedHour", Repeated);
        if (mapping.Separator is { } separator && separator is not ([',' or ';' or '|' or '\t']))
            yield return "calls.separator must be one of , ; | or a tab";
        if (mapping.Quote is not ("" or "\"" or "'")) yield return "calls.quote must be \", ' or empty";
        if (mapping.TitleLines is < 0 or > 1_000) yield return "calls.titleLines must be from 0 to 1000";
        if (mapping.Format == "csv" && mapping.Header is "no" or "found" && mapping.Columns is not { Count: > 0 })
            yield return "calls.columns must name the columns when there may be no header";
        if (mapping.Records is not null && mapping.Format != "json")
            yield return "calls.records is for the format json";
        if (mapping.GroupSeparator is { } group && (ImportMapping.GroupOf(group) is not { } mark
            || mark == (mapping.DecimalComma == true ? ',' : '.')))
            yield return "calls.groupSeparator must be a point, a comma, a space or an apostrophe, and not the "
                + "decimal mark";
        if (mapping.TimeZone is { } zone && !TimeZones.IsKnown(zone))
            yield return "calls.timeZone must be an IANA time zone such as Europe/London";
        if (mapping.Numbers.CountryCode is { } code && !IsCountryCode(code))
            yield return "calls.numbers.countryCode must be 1 to 3 digits, such as 44";
        foreach (var fault in OfFields(mapping)) yield return fault;
        foreach (var (condition, path) in mapping.Keep.Select((one, i) => (one, $"calls.keep[{i}]"))
            .Concat(mapping.Skip.Select((one, i) => (one, $"calls.skip[{i}]")))
            .Concat(OfCall(mapping).SelectMany(field =>
                field.Field?.When.Select((one, i) => (one.If, $"calls.fields.{field.Name}.when[{i}].if")) ?? [])))
        {
            foreach (var fault in OfCondition(condition, path)) yield return fault;
        }
        if (mapping is { Pair: not null, Fields.BilledSeconds: not null })
            yield return "calls.fields.billedSeconds can't be given with calls.pair: it is the time between the rows";
        if (mapping is { CustomerByDid: true, Fields.Did: null })
            yield return "calls.customerByDid needs calls.fields.did";
        if (mapping.Pair is { Same.Count: 0, SameInAnyOrder.Count: 0 })
            yield return "calls.pair.same must name the columns that tell which rows belong together";
    }

    /// <summary>What is wrong with a condition on rows.</summary>
    internal static IEnumerable<string> OfCondition(RowCondition condition, string path)
    {
        if (condition is { Column.Count: 0 }
            or { Is: null, IsNot: null, Matches: null, DoesNotMatch: null, IsEmpty: null })
            yield return $"{path} must name a column, and say is, isNot, matches, doesNotMatch or isEmpty";
        if (condition.Column.Concat(condition.Is ?? []).Concat(condition.IsNot ?? []).Any(text => text is null))
            yield return $"{path} has a null where a value belongs";
        foreach (var pattern in (string?[])[condition.Matches, condition.DoesNotMatch])
            if (pattern is not null && !IsPattern(pattern))
                yield return $"{path} has a regular expression that can't be read: {pattern}";
    }

    private static IEnumerable<string> OfFields(CallMapping mapping)
    {
        foreach (var (name, field, isNeeded) in OfCall(mapping))
        {
            var path = $"calls.fields.{name}";
            if (field is null)
            {
                if (isNeeded)
                    yield return $"{path} is missing"
                        + (name == "amount" ? "; {\"constant\": \"0\"} for calls without a price" : "");
                continue;
            }
            if (new object?[] { field.Column, field.Template, field.Constant }.Count(one => one is not null) != 1
                || field.Column is { Count: 0 })
                yield return $"{path} must have one of column, template and constant";
            if (field.Template is { } template && RowTemplate.Parse(template) is null)
                yield return $"{path}.template must have each column in braces, such as {{date}} {{time}}";
            if (field.Case is { } letters && !Cases.Contains(letters)) yield return OneOf($"fields.{name}.case", Cases);
            foreach (var replace in field.Replace)
                if (!IsPattern(replace.Match))
                    yield return $"{path}.replace has a regular expression that can't be read: {replace.Match}";
            if (field.Format is not null && name != "startedAt") yield return $"{path}.format is for startedAt only";
            foreach (var format in field.Format ?? [])
                if (!TimeFormat.IsKnown(format))
                    yield return $"{path}.format has “{format}”, which isn't a format of a date and a time";
            if (field.Unit is not null && name != "billedSeconds")
                yield return $"{path}.unit is for billedSeconds only";
            foreach (var unit in field.Unit ?? [])
                if (!DurationUnits.Names.Contains(unit)) yield return OneOf($"fields.{name}.unit", DurationUnits.Names);
            if (field.Round is { } round && !(name == "amount" ? round == "nearest"
                : name == "billedSeconds" && Rounds.Contains(round)))
                yield return $"{path}.round must be up, down or nearest for billedSeconds, nearest for amount";
            if (field.IgnoreInvalid && name != "did") yield return $"{path}.ignoreInvalid is for did only";
        }
    }

    private static IEnumerable<(string Name, CallField? Field, bool IsNeeded)> OfCall(CallMapping mapping)
    {
        var fields = mapping.Fields;
        return
        [
            ("callId", fields.CallId, true), ("customerId", fields.CustomerId, false), ("did", fields.Did, false),
            ("destination", fields.Destination, true), ("startedAt", fields.StartedAt, true),
            ("billedSeconds", fields.BilledSeconds, mapping.Pair is null), ("amount", fields.Amount, true),
        ];
    }

    /// <summary>Regular expressions that can't take long, whatever the text.</summary>
    internal static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = Pattern(pattern);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string OneOf(string member, IReadOnlyList<string> values) =>
        string.Create(CultureInfo.InvariantCulture, $"calls.{member} must be one of {string.Join(", ", values)}");
}
