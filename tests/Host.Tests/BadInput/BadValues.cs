using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Values that a field of a kind can never have, as raw JSON.</summary>
internal static class BadValues
{
    private const string TooLong = "5,000 characters";

    private static readonly string[] Texts = ["5", "true", "[]", "{}", """ "a\u0000b" """, """ "\ud800" """,
        """ "\udc00\ud800" """, TooLong];

    private static readonly string[] Dates =
    [
        "20250101", "true", "[]", "{}", "\"\"", """ "2025-02-30" """, """ "2025-13-01" """,
        """ "0025-01-01" """, """ "9999-12-31" """,
        """ "2025-1-1" """, """ "2025-01-01T00:00:00Z" """, """ "yesterday" """, """ "\u0000" """,
        """ "\ud800" """, TooLong,
    ];

    private static readonly string[] Amounts =
    [
        "true", "[]", "{}", "\"\"", """ "abc" """, """ "1e5" """, """ "NaN" """, """ "Infinity" """, """ "1,5" """,
        """ " 1" """, "1e400", "1e-400", "1e-31", "-1e28", "0.0000000000000000000000000000001",
        "1.0000000000000000000000000000001",
        "99999999999999999999999999999999999999999999", """ "0.1234567" """, "10000000001", """ "\u0000" """,
        """ "\u0661" """, TooLong,
    ];

    private static readonly string[] Integers = ["1.5", "\"5\"", "true", "[]", "{}", "1e100", "99999999999",
        "-99999999999", "-2147483648", "1e400"];

    // A number or its digits are a position, any other text an instant.
    private static readonly string[] KnownAts = ["1.5", "-1", "1e400", "99999999999", "true", "[]", "{}", "\"\"",
        """ "yesterday" """, """ "2025-02-30T00:00:00Z" """, """ "2999-01-01T00:00:00Z" """, """ "\u0000" """,
        """ "\ud800" """, TooLong];

    private static readonly string[] Flags = ["\"true\"", "1", "[]", "{}", "\"\""];

    private static readonly string[] Lists =
    [
        "5", "true", "{}", """ "mon" """, "[[]]", "[{}]", "[null]", "[1.5]", "[99]", "[true]", """ ["\u0000"] """,
        """ ["\ud800"] """, """ ["no such thing"] """, $"[{"\"5,000 characters\""}]",
    ];

    // Any text is a line of an address.
    private static readonly string[] ListsOfLines = [.. Lists.Where(list => !list.Contains("no such thing",
        StringComparison.Ordinal))];

    // An empty object may say nothing of what it could say; one with a field that is none cannot.
    private static readonly string[] Objects = ["5", "true", "[]", "\"\"", """ "text" """,
        """ {"surprise":1} """, """ [{}] """];

    public static IEnumerable<string> Of(Operation operation, JsonObject schema)
    {
        var kinds = schema["type"] is JsonArray several ? several.Select(kind => kind!.GetValue<string>()).ToList()
            : [schema["type"]?.GetValue<string>() ?? "array"];
        var values = kinds.Contains("boolean") ? Flags
            : kinds.Contains("integer") && kinds.Contains("string") ? KnownAts
            : kinds.Contains("integer") ? Integers
            : kinds.Contains("object") || schema["oneOf"]?.AsArray()
                .Any(one => operation.Resolve(one!.AsObject())["properties"] is not null) == true ? Objects
            : kinds.Contains("array") ? operation.Id == "ChangeBilling" ? ListsOfLines : Lists
            : schema["format"]?.GetValue<string>() == "date" ? Dates
            : schema["pattern"] is not null ? Amounts
            : Texts;
        return values.Select(value => value.Replace(TooLong, value == TooLong
            ? $"\"{new string('x', 5_000)}\"" : new string('x', 5_000), StringComparison.Ordinal).Trim());
    }

    public static readonly (string Name, string Value)[] Queries =
    [
        ("limit", "0"), ("limit", "-1"), ("limit", "501"), ("limit", "abc"), ("limit", "1e3"),
        ("limit", "99999999999999999999"), ("limit", "%00"), ("limit", "%D9%A1"),
        ("after", "!!!"), ("after", "AAAA"), ("after", "%00"), ("after", "%FF"), ("after", "_-_-_-_-_"),
        ("after", "%F0%9F%92%A9"), ("after", new string('A', 5_000)),
        ("on", "2025-02-30"), ("on", "abc"), ("on", "20250101"), ("on", "0001-01-01"),
        ("on", "9999-12-31"), ("on", "%00"),
        ("from", "2025-02-30"), ("from", "abc"), ("from", "0001-01-01"), ("to", "2025-02-30"), ("to", "9999-12-31"),
        ("to", "%00"), ("to", "%FF"),
        ("at", "abc"), ("at", "2025-01-01 00:00"), ("at", "2025-02-30T00:00:00Z"), ("at", "%00"),
        ("knownAt", "abc"), ("knownAt", "2025-01-01"), ("knownAt", "2025-02-30T00:00:00Z"), ("knownAt", "-1"),
        ("knownAt", "99999999999999999999"), ("knownAt", "%00"), ("fromZero", "maybe"), ("fromZero", "%00"),
        ("date", "2025-02-30"), ("date", "abc"), ("date", "%00"), ("state", "nope"), ("state", "%00"),
        ("status", "nope"), ("status", "%00"), ("outcome", "nope"), ("outcome", "%00"), ("includeRetired", "maybe"),
        ("includeRetired", "%00"), ("voided", "maybe"), ("voided", "%00"),
        ("assignmentIds", "a%20b"), ("assignmentIds", "%00"), ("assignmentIds", ","), ("mode", "some"), ("mode", "%00"),
        ("firstRun", "2025-02-30"), ("firstRun", "%00"),
        ("search", new string('x', 5_000)), ("packageId", "a%20b"), ("withoutDid", "maybe"), ("search", "%00"),
        ("closingId", "a%20b"), ("closingId", "%00"),
        ("did", "abc"), ("did", "%00"), ("destination", "abc"), ("destination", "%00"), ("customerId", "a%20b"),
        ("customerId", "%00"), ("customerId", new string('x', 5_000)),
        ("preset", "nope"), ("preset", "%00"), ("timeZone", "Madrid"), ("timeZone", "%00"), ("countryCode", "+34"),
        ("countryCode", "%00"), ("nationalDigits", "nine"), ("nationalDigits", "%00"),
        ("kind", "nope"), ("kind", "%00"), ("dryRun", "maybe"), ("dryRun", "%00"), ("onlyNew", "maybe"),
        ("onlyNew", "%00"), ("source", "a%20b"), ("source", "%00"), ("packageIds", "a%20b"), ("packageIds", ","),
        ("packageIds", "%00"), ("columns", ","), ("columns", "%00"), ("currency", "usd"), ("currency", "%00"),
        ("tolerance", "x"), ("tolerance", "%00"),
    ];

    // Each must be refused where an id is looked up; %00 is refused by the server before any route is found.
    public static readonly string[] Ids =
    [
        "unknown-one", new string('x', 5_000), "%00", "a%00b", "%01", "%0A", "%FF", "%ED%A0%80", "%zz", "%", "a%2Fb",
        "%F0%9F%92%A9", "%27%3B--", "..%2F..", "%E2%80%AE",
    ];
}
