using Microsoft.AspNetCore.Builder;

namespace PackageBilling.Foundation;

/// <summary>An older name of a query parameter, accepted for one more release.</summary>
/// <param name="Name">The older name.</param>
/// <param name="Instead">The name to use.</param>
public sealed record DeprecatedParameter(string Name, string Instead);

/// <summary>Marks older names of query parameters, so that the description of the interface calls
/// them deprecated.</summary>
public static class DeprecatedParameters
{
    /// <summary>Says that a route accepts an older name of one of its parameters.</summary>
    public static TBuilder Deprecates<TBuilder>(this TBuilder route, string name, string instead)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new DeprecatedParameter(name, instead));
}
