using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PackageBilling.Portal;

/// <summary>Forms that the interface would refuse to take from this visitor are not shown. What is sent is decided by the interface.</summary>
internal static class NeedsAbility
{
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder page, Ability ability) => page.AddEndpointFilter(async (context, next) =>
        context.HttpContext.RequestServices.GetService(typeof(Visit)) is Visit visit && visit.May(ability) ? await next(context) : Problem.NotYours());
}
