using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Values that a field can never have, as raw JSON: those of the table, and others made at random.</summary>
internal static class WrongJson
{
    private static readonly string[] Controls = ["\\u0000", "\\u0007", "\\ud800", "\\udfff"];

    public static string Of(Operation operation, JsonObject schema, Random random)
    {
        var table = BadValues.Of(operation, schema).ToList();
        return random.Next(3) == 0 ? table[random.Next(table.Count)] : Made(schema, random);
    }

    private static string Made(JsonObject schema, Random random)
    {
        var kinds = schema["type"] is JsonArray several ? several.Select(kind => kind!.GetValue<string>()).ToList() : [schema["type"]?.GetValue<string>() ?? "array"];
        var isDate = schema["format"]?.GetValue<string>() is "date" or "date-time";
        var isAmount = schema["pattern"] is not null;
        Func<Random, string>[] wrong =
            kinds.Contains("boolean") ? [Number, Text, List, Object]
            : kinds.Contains("integer") ? [Text, Flag, List, Object, Fraction, Huge]
            : kinds.Contains("array") ? [Number, Flag, Object]
            : kinds.Contains("object") ? [Number, Flag, List, Text]
            : isDate ? [Number, Flag, List, Object, Text]
            : isAmount ? [Flag, List, Object, Text, Huge, TooFine]
            : [Number, Flag, List, Object, Unkeepable, TooLong];
        return wrong[random.Next(wrong.Length)](random);
    }

    private static string Number(Random random) => random.Next(-1_000_000, 1_000_000).ToString(CultureInfo.InvariantCulture);

    private static string Fraction(Random random) => $"{random.Next(1_000)}.{random.Next(1, 1_000)}5";

    private static string Huge(Random random) => $"{random.Next(1, 10)}{new string('7', random.Next(12, 60))}";

    private static string TooFine(Random random) => $"\"0.{random.Next(100_000):D5}{random.Next(1, 1_000):D3}1\"";

    private static string Flag(Random random) => random.Next(2) == 0 ? "true" : "false";

    // No date, amount or number begins with an x.
    private static string Text(Random random) => $"\"x{string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next('0', 'Z')).Where(c => c is not '\\' and not '"'))}\"";

    private static string Unkeepable(Random random) => $"\"{new string('a', random.Next(5))}{Controls[random.Next(Controls.Length)]}{new string('b', random.Next(5))}\"";

    private static string TooLong(Random random) => $"\"{new string('x', random.Next(5_000, 20_000))}\"";

    private static string List(Random random) => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Number(random)))}]";

    private static string Object(Random random) => $"{{\"f{random.Next(10)}\":{Number(random)}}}";
}
