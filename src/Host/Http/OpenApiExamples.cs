using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace PackageBilling.Host;

/// <summary>
/// Puts an example beside every body of the description: what one would send, and what comes back. It is made from the
/// schemas with values that mean something (<see cref="ExampleValues"/>), so that a new operation has one without being
/// told; where fields depend on each other the request is written out (<see cref="ExampleRequests"/>).
/// A test sends each request.
/// </summary>
internal static class OpenApiExamples
{
    // Deeper than any body; a schema that holds itself ends here.
    private const int Depth = 8;

    /// <summary>Adds the examples to a whole document.</summary>
    public static void Add(Microsoft.OpenApi.OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations is { } all
            ? all.Values.ToArray() : []))
        {
            foreach (var (type, content) in operation.RequestBody?.Content
                ?? new Dictionary<string, OpenApiMediaType>())
                content.Example ??= ExampleRequests.Of(operation.OperationId, type)
                    ?? Of(document, "body", content.Schema, Depth);
            foreach (var response in operation.Responses?.Where(response => response.Key.StartsWith('2')) ?? [])
                foreach (var (type, content) in response.Value.Content ?? new Dictionary<string, OpenApiMediaType>())
                    content.Example ??= ExampleValues.OfText(operation.OperationId, type)
                        ?? Of(document, "body", content.Schema, Depth);
        }
    }

    private static JsonNode? Of(
        Microsoft.OpenApi.OpenApiDocument document, string name, IOpenApiSchema? given, int depth)
    {
        if (depth == 0 || given is null) return null;
        var schema = given is OpenApiSchemaReference reference && document.Components?.Schemas is { } schemas
            && schemas.TryGetValue(reference.Reference.Id ?? "", out var known) ? known : given;
        if (ExampleValues.Of(name) is { } value) return value;
        if ((schema.OneOf ?? schema.AnyOf ?? schema.AllOf)
            ?.FirstOrDefault(one => one.Type != JsonSchemaType.Null) is { } choice)
            return Of(document, name, choice, depth);
        if (schema.Enum is [{ } first, ..]) return first.DeepClone();
        if (schema.Properties is { Count: > 0 } properties)
            return new JsonObject(properties.Select(property => KeyValuePair.Create(
                property.Key, Of(document, property.Key, property.Value, depth - 1))));
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Array =>
                Of(document, name.TrimEnd('s'), schema.Items, depth - 1) is { } item ? new JsonArray(item) : [],
            JsonSchemaType.Boolean => false,
            JsonSchemaType.Integer => 1,
            JsonSchemaType.Number => 1,
            JsonSchemaType.String when schema.Format == "date" => "2026-02-28",
            JsonSchemaType.String when schema.Format == "date-time" => "2026-02-28T06:00:00Z",
            JsonSchemaType.String when schema.Format == "uuid" => "0199a6d2-c5b0-7f5e-8a41-b1f6f0a3c9d2",
            JsonSchemaType.String when schema.Pattern is not null => "10.00",
            JsonSchemaType.String => name,
            _ => null,
        };
    }
}
