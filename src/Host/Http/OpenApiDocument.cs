using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PackageBilling.Host;

/// <summary>The description of the HTTP interface (api: top of the page).</summary>
internal static class OpenApiDocument
{
    private const string Scheme = "key";

    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) =>
        services.AddOpenApi("v1", options =>
        {
            // A use case calls its body just that; the document needs to tell them apart.
            options.CreateSchemaReferenceId = type => type.Type == typeof(KnownAtValue)
                ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id
                    ? type.Type is { DeclaringType: { } useCase, IsGenericType: false } ? useCase.Name + id : id
                    : null;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = "PackageBilling", Version = "v1",
                    Description = "Recurring package billing on an event log." };
                document.Servers = [];
                document.Components ??= new();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes[Scheme] =
                    new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
                return Task.CompletedTask;
            });
            options.AddDocumentTransformer((document, _, _) =>
            {
                OpenApiExamples.Add(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(Describe);
            options.AddSchemaTransformer(DescribeValues);
        });

    public static void MapOpenApiDocument(this WebApplication application) => application.MapOpenApi().AllowAnonymous();

    private static Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        operation.Responses.TryAdd("default", new OpenApiResponse
        {
            Description = "Refused, with problem details (RFC 9457).",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() },
        });
        DescribeParameters(operation, metadata);
        if (metadata.OfType<IAllowAnonymous>().Any()) return Task.CompletedTask;
        DescribeHeaders(operation, context.Description.HttpMethod ?? "", metadata.IsIfMatchTaken());
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        var roles = metadata.OfType<AuthorizationPolicy>().SelectMany(policy => policy.Requirements)
            .OfType<Microsoft.AspNetCore.Authorization.Infrastructure.RolesAuthorizationRequirement>()
            .SelectMany(requirement => requirement.AllowedRoles).Distinct().ToList();
        if (roles.Count > 0)
        {
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            operation.Extensions["x-roles"] = Named(roles);
            if (metadata.OfType<MayPost>().FirstOrDefault() is { } rule)
                operation.Extensions["x-roles-to-post"] = Named(rule.Roles);
        }
        return Task.CompletedTask;
    }

    private static JsonNodeExtension Named(IEnumerable<string> roles) =>
        new(new JsonArray([.. roles.Select(role => (JsonNode)role)]));

    private static void DescribeParameters(OpenApiOperation operation, IEnumerable<object> metadata)
    {
        var deprecated = metadata.OfType<DeprecatedParameter>()
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Instead, StringComparer.Ordinal);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            if (parameter.Name is { } name && deprecated.TryGetValue(name, out var instead))
                (parameter.Deprecated, parameter.Description) = (true, $"The older name of {instead}.");
            else if (parameter.Name == AsKnownAt.Name)
                parameter.Description =
                    "As known at: a position of the log, or an instant. What was recorded later doesn't count.";
    }

    // They are read for all routes alike, so that no route names them (api: "Retries", "Why").
    private static void DescribeHeaders(OpenApiOperation operation, string method, bool takesIfMatch)
    {
        if (HttpMethods.IsGet(method)) return;
        operation.Parameters ??= [];
        Add("X-Reason", "Why; stored with what is written.");
        if (HttpMethods.IsPost(method))
            Add("Idempotency-Key", "The same key with the same body is answered alike and carried out once.");
        if (takesIfMatch) Add("If-Match", "The ETag that was read; 412 when it has changed since.");

        void Add(string name, string description) => operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    // The converters of HttpJson hide from the generator what they read and write.
    private static Task DescribeValues(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        var isOptional = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);
        var value = isOptional ? type.GetGenericArguments()[0] : Nullable.GetUnderlyingType(type) ?? type;
        if (value == typeof(decimal))
        {
            // Numbers are taken too, but a client that is made from this document should not lose digits.
            (schema.Type, schema.Format) = (JsonSchemaType.String, null);
            schema.Pattern = @"^-?[0-9]+(\.[0-9]{1,6})?$";
            schema.Description ??= "An amount, as a decimal string.";
        }
        else if (value == typeof(DateOnly)) (schema.Type, schema.Format) = (JsonSchemaType.String, "date");
        else if (value == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        else if (value == typeof(string)) schema.Type = JsonSchemaType.String;
        else if (value == typeof(KnownAtValue))
            (schema.Type, schema.Description) =
                (JsonSchemaType.Integer | JsonSchemaType.String, "As known at: a position of the log, or an instant.");
        else if (value == typeof(AsKnownAt))
            (schema.Deprecated, schema.Description) = (true, "The older form of knownAt.");
        if ((value != type || context.JsonPropertyInfo is { IsGetNullable: true }) && schema.Type is { } plain)
            schema.Type = plain | JsonSchemaType.Null;
        return Task.CompletedTask;
    }
}
