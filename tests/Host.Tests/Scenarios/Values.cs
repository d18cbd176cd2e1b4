using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Values of examples and answers; amounts may be strings or numbers in either.</summary>
internal static class Values
{
    public static string Text(JsonNode value) =>
        value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    public static decimal Decimal(JsonNode? value) => decimal.Parse(
        Text(value ?? throw new ShouldAssertException("The value is missing.")), CultureInfo.InvariantCulture);

    public static DateOnly Date(JsonNode? value) =>
        DateOnly.ParseExact(value!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The object with the fields of another one on top.</summary>
    public static JsonObject With(this JsonObject under, JsonObject over)
    {
        var both = under.DeepClone().AsObject();
        foreach (var (field, value) in over) both[field] = value?.DeepClone();
        return both;
    }

    /// <summary>Compares the named fields only, as decimals.</summary>
    public static void ShouldHave(this JsonNode? actual, JsonNode? expected)
    {
        foreach (var (field, value) in expected?.AsObject() ?? [])
            Decimal(actual![field]).ShouldBe(Decimal(value), field);
    }
}
