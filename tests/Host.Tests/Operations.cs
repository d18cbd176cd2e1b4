using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>One operation of the OpenAPI document.</summary>
internal sealed record Operation(string Id, string Method, string Path, JsonObject Document, JsonObject Whole)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    public bool NeedsKey => Document["security"] is JsonArray { Count: > 0 };

    public IReadOnlyList<string> Roles =>
        [.. Document["x-roles"]?.AsArray().Select(role => role!.GetValue<string>()) ?? []];

    public JsonObject? Body => Document["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema
        ? Resolve(schema.AsObject()) : null;

    public IEnumerable<string> Parameters(string place) =>
        from parameter in Document["parameters"]?.AsArray() ?? []
        where parameter!["in"]!.GetValue<string>() == place
        select parameter["name"]!.GetValue<string>();

    public static async Task<IReadOnlyList<Operation>> All(Api api)
    {
        var document = (await api.Must("GET", "/openapi/v1.json"))!.AsObject();
        return [.. from path in document["paths"]!.AsObject()
                   from method in path.Value!.AsObject()
                   where Methods.Contains(method.Key)
                   select new Operation(
                       method.Value!["operationId"]?.GetValue<string>() ?? $"{method.Key} {path.Key}",
                       method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject(), document)];
    }

    public JsonObject Resolve(JsonObject schema) => schema["$ref"] is { } reference
        ? Whole["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
        : schema;
}
