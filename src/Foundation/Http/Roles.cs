using Microsoft.AspNetCore.Builder;

namespace PackageBilling.Foundation;

/// <summary>The roles of api.md, and what each may do.</summary>
public static class Roles
{
    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>Customers, assignments, payments, usage, runs; and reads.</summary>
    public const string Operator = "operator";

    /// <summary>Reads, which includes simulating and replaying.</summary>
    public const string Finance = "finance";

    /// <summary>Reads, verifies, and exports the log.</summary>
    public const string Auditor = "auditor";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Admin, Operator, Finance, Auditor];

    /// <summary>Only the administrator: packages, keys, webhooks.</summary>
    public static TBuilder AllowAdmin<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.Allow(Admin);

    /// <summary>Those who work with customers.</summary>
    public static TBuilder AllowOperate<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.Allow(Admin, Operator);

    /// <summary>
    /// Asking what would be charged, or deciding again what was: every role, since it changes nothing.
    /// </summary>
    public static TBuilder AllowSimulate<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.AllowRead();

    /// <summary>
    /// A route whose command simulates unless it says otherwise (<see cref="ISimulated"/>): simulating is for every
    /// role, posting for those who work with customers.
    /// </summary>
    public static RouteHandlerBuilder AllowSimulateOrOperate(this RouteHandlerBuilder route) =>
        route.AllowSimulate().PostingNeeds(Admin, Operator);

    /// <summary>
    /// A route whose command simulates unless it says otherwise: simulating is for every role, posting for the
    /// administrator.
    /// </summary>
    public static RouteHandlerBuilder AllowSimulateOrAdmin(this RouteHandlerBuilder route) =>
        route.AllowSimulate().PostingNeeds(Admin);

    /// <summary>Those who compare files with the books, which changes neither.</summary>
    public static TBuilder AllowReconcile<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.Allow(Admin, Operator, Finance);

    /// <summary>Those who verify the log and take all of it away.</summary>
    public static TBuilder AllowAudit<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.Allow(Admin, Auditor);

    /// <summary>Everybody with a key.</summary>
    public static TBuilder AllowRead<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.Allow(All);

    private static RouteHandlerBuilder PostingNeeds(this RouteHandlerBuilder route, params string[] roles) =>
        route.WithMetadata(new MayPost(roles)).AddEndpointFilter(MayPost.Check);

    private static TBuilder Allow<TBuilder>(this TBuilder route, params string[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(policy => policy.RequireRole(roles));
}
