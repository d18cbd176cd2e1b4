using System.Globalization;
using Microsoft.AspNetCore.Builder;

namespace PackageBilling.Foundation;

/// <summary>Something that is edited, with the version that an edit may be bound to through <c>If-Match</c>.</summary>
/// <param name="Value">What is shown.</param>
/// <param name="Version">The version of its stream.</param>
public sealed record Versioned<T>(T Value, long Version);

/// <summary>Versions as HTTP carries them.</summary>
public static class ETags
{
    /// <summary>Marks a route whose edit is bound to the version that <c>If-Match</c> names.
    /// Every other write refuses the header (400).</summary>
    public static TBuilder TakesIfMatch<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new IfMatchTaken());

    /// <summary>Whether a route was marked by <see cref="TakesIfMatch"/>.</summary>
    public static bool IsIfMatchTaken(this IEnumerable<object> routeMetadata) =>
        routeMetadata.OfType<IfMatchTaken>().Any();

    /// <summary>Sends the version as the answer's <c>ETag</c> and hands back what is shown.</summary>
    public static T WithETag<T>(this HttpResponse response, Versioned<T> read)
    {
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{read.Version}\"");
        return read.Value;
    }

    private sealed record IfMatchTaken;
}
