using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Spoils right bodies at random, always alike for one seed.</summary>
internal sealed class RandomJson(int seed)
{
    private readonly Random _random = new(seed);

    private static readonly string[] Pieces =
    [
        "", " ", "a", "0", "-1", "1e9", "\\u0000", "\\ud800", "\\u202e", "é", "💩", "'", "\\\"", "--", "%00", "<b>",
        "=1+1", "\\n", "2025-02-29", "2024-02-29", "mon", "monthly", "x",
    ];

    public string Spoil(JsonObject right, IReadOnlyList<string> fields)
    {
        var parts = right.ToDictionary(
            part => part.Key, part => part.Value?.ToJsonString() ?? "null", StringComparer.Ordinal);
        for (var times = _random.Next(1, 4); times > 0; times--)
        {
            var field = fields[_random.Next(fields.Count)];
            if (_random.Next(8) == 0) parts.Remove(field);
            else parts[field] = Value(3);
        }
        return $"{{{string.Join(',', parts.Select(part => $"{JsonSerializer.Serialize(part.Key)}:{part.Value}"))}}}";
    }

    private string Value(int depth) => _random.Next(depth > 0 ? 9 : 7) switch
    {
        0 => "null",
        1 => _random.Next(2) == 0 ? "true" : "false",
        2 => _random.Next(-100, 100).ToString(CultureInfo.InvariantCulture),
        3 => $"{_random.NextInt64(long.MinValue, long.MaxValue)}",
        4 => $"{_random.Next(100)}.{_random.Next(1_000_000_000)}e{_random.Next(-400, 400)}",
        5 => $"\"{string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Pieces[_random.Next(Pieces.Length)]))}"
            + "\"",
        6 => $"\"{new string('9', _random.Next(1, 6_000))}\"",
        7 => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth - 1)))}]",
        _ =>
            $"{{{string.Join(',', Enumerable.Range(0, _random.Next(3)).Select(n => $"\"f{n}\":{Value(depth - 1)}"))}}}",
    };
}
