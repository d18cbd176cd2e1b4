using System.Collections.Frozen;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace PackageBilling.Foundation;

/// <summary>
/// Refuses a query parameter that the route does not have (api: "Unknown"): a misspelled filter that is ignored answers
/// another question. The names are those that the description of the interface lists, since both are read from the
/// handler's own parameters. Pages, which are not in the description, and routes open to everybody, which monitors
/// call, ignore what they don't know.
/// </summary>
public sealed class RefuseUnknownParameters(RequestDelegate next, IApiDescriptionGroupCollectionProvider descriptions)
{
    // Under other names in other products, and here before there was one name for it.
    private static readonly FrozenSet<string> NamesOfKnownAt =
        new[] { "at", "asOf", "asKnownAt" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly Lazy<FrozenDictionary<string, FrozenSet<string>>> _known = new(() => Read(descriptions));

    /// <summary>Runs after routing and after it is known that the caller may use the route.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Query.Count > 0 && http.GetEndpoint()?.Metadata is { } route
            && route.GetMetadata<IEndpointNameMetadata>() is { } named && route.GetMetadata<IAllowAnonymous>() is null
            && _known.Value.TryGetValue(named.EndpointName, out var known))
            Check(http.Request.Query, known);
        return next(http);
    }

    private static void Check(IQueryCollection query, FrozenSet<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name)) throw Problem.Malformed(name.Length == 0 ? "query" : name, Message(name, known));
            if (values.Count > 1) throw Problem.Malformed(name, "must be given only once");
        }
    }

    private static string Message(string name, FrozenSet<string> known)
    {
        var unknown = $"“{name}” isn't a parameter here.";
        if (known.Count == 0) return $"{unknown} This address takes none.";
        var meant = NamesOfKnownAt.Contains(name) && known.Contains(AsKnownAt.Name)
            ? AsKnownAt.Name : NearestName.Of(name, known);
        return meant is not null ? $"{unknown} Did you mean “{meant}”?"
            : $"{unknown} This address takes {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
    }

    // Names are bound in upper and lower case alike.
    private static FrozenDictionary<string, FrozenSet<string>> Read(
        IApiDescriptionGroupCollectionProvider descriptions) =>
        descriptions.ApiDescriptionGroups.Items.SelectMany(group => group.Items)
            .Select(route => (Name: route.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>()
                .LastOrDefault()?.EndpointName, Route: route))
            .Where(route => route.Name is not null)
            .ToFrozenDictionary(route => route.Name!, route => route.Route.ParameterDescriptions
                .Where(parameter => parameter.Source == BindingSource.Query).Select(parameter => parameter.Name)
                .ToFrozenSet(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal);
}
