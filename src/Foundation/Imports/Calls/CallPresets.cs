using System.Text.Json;
using System.Text.Json.Nodes;

namespace PackageBilling.Foundation;

/// <summary>Mappings that come with the product, by the name of the switch that writes such files.</summary>
public static class CallPresets
{
    private const string Prefix = "CallPresets.", Suffix = ".json";

    /// <summary>The names.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        .. typeof(CallPresets).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The JSON of a preset, as it could stand in the member <c>calls</c> of a mapping file.</summary>
    /// <exception cref="ProblemException">There is no such preset.</exception>
    public static JsonObject Json(string name)
    {
        Check(name);
        using var json = typeof(CallPresets).Assembly.GetManifestResourceStream($"{Prefix}{name}{Suffix}")!;
        return JsonNode.Parse(json, null, new()
        { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
    }

    /// <summary>Refuses a name that no preset has.</summary>
    public static void Check(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
            throw Problem.Malformed("preset", $"must be one of {string.Join(", ", Names)}");
    }

    /// <summary>A preset with the members of a mapping in place of its own. A field that says where it comes from
    /// replaces the preset's; one that doesn't changes it.</summary>
    internal static JsonObject With(JsonObject preset, JsonObject mapping)
    {
        foreach (var (name, value) in mapping)
        {
            if (name == "preset") continue;
            var known = preset[name] is JsonValue column
                ? new JsonObject { ["column"] = column.DeepClone() } : preset[name];
            preset[name] = known is JsonObject whole && value is JsonObject ours && !HasSource(ours)
                ? With(whole.DeepClone().AsObject(), ours) : value?.DeepClone();
        }
        return preset;
    }

    private static bool HasSource(JsonObject field) =>
        field.ContainsKey("column") || field.ContainsKey("template") || field.ContainsKey("constant");
}
