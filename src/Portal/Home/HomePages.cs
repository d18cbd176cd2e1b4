using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PackageBilling.Portal;

/// <summary>The first page.</summary>
internal static class HomePages
{
    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet("/", Show);

    private static IResult Show() => Page.Of<HomePage>();
}
