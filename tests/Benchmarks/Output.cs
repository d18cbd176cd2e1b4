using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PackageBilling.Benchmarks;

/// <summary>Progress for people on stderr, the result for programs on stdout.</summary>
internal static class Output
{
    private static readonly Stopwatch Elapsed = Stopwatch.StartNew();

    public static void Say(string text) =>
        Console.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Elapsed.Elapsed.TotalSeconds,7:0.0} s  {text}"));

    public static void Result(object result) =>
        Console.Out.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));

    public static double Rounded(double value, int digits = 2) => Math.Round(value, digits);
}
