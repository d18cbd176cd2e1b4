using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace PackageBilling.Foundation;

/// <summary>Says which field of a request body an unknown one is most likely meant to be.</summary>
internal static class UnknownFields
{
    /// <summary>The message for a field that the body of this route does not have; null for one that it has.</summary>
    /// <param name="http">The request that was refused.</param>
    /// <param name="path">The field with those that hold it, such as <c>whatIf.ends[0].date</c>.</param>
    public static string? Message(HttpContext http, string path)
    {
        // No field of ours has a name that a path must quote.
        if (path.Contains("['", StringComparison.Ordinal)) return "is not a field of this request";
        var route = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint();
        var parts = path.Split('.');
        var holder = parts[..^1].Aggregate(
            route?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType, (type, name) => Of(type, name.Split('[')[0]));
        if (holder is null) return null;
        var (field, fields) = (parts[^1].Split('[')[0], Unwrapped(holder).GetProperties().Select(Name).ToList());
        if (fields.Contains(field)) return null;
        return NearestName.Of(field, fields) is not { } nearest
            ? "is not a field of this request"
            : $"is not a field of this request. Did you mean “{nearest}”?";
    }

    private static Type? Of(Type? holder, string field) =>
        holder is null ? null
            : Unwrapped(holder).GetProperties().FirstOrDefault(property => Name(property) == field)?.PropertyType;

    // A list has the fields of its items.
    private static Type Unwrapped(Type type) => type.IsGenericType ? Unwrapped(type.GetGenericArguments()[0]) : type;

    private static string Name(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
