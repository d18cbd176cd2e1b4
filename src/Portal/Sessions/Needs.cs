namespace PackageBilling.Portal;

/// <summary>Forms that the interface would refuse to take from this visitor are not shown.
/// What is sent is decided by the interface.</summary>
internal static class NeedsAbility
{
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder page, Ability ability) =>
        page.WithMetadata(new Needed(ability)).AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetService(typeof(Visit)) is Visit visit && visit.May(ability)
                ? await next(context) : Problem.NotYours());
}

/// <summary>Says of a page who is shown it.</summary>
internal sealed record Needed(Ability Ability);
