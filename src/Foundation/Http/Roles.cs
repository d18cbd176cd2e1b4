using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PackageBilling.Foundation;

/// <summary>The roles of api.md, and who may do what.</summary>
public static class Roles
{
    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>Customers, assignments, payments, usage, runs; and may read.</summary>
    public const string Operator = "operator";

    /// <summary>Reads and simulations.</summary>
    public const string Finance = "finance";

    /// <summary>Reads, replay, verify.</summary>
    public const string Auditor = "auditor";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Admin, Operator, Finance, Auditor];

    /// <summary>Only the administrator: packages, keys.</summary>
    public static TBuilder AllowAdmin<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Allow(Admin);

    /// <summary>Those who work with customers.</summary>
    public static TBuilder AllowOperate<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Allow(Admin, Operator);

    /// <summary>Those who simulate.</summary>
    public static TBuilder AllowSimulate<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Allow(Admin, Operator, Finance);

    /// <summary>Those who check what was done.</summary>
    public static TBuilder AllowReplay<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Allow(Admin, Auditor);

    /// <summary>Everybody with a key.</summary>
    public static TBuilder AllowRead<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Allow(All);

    private static TBuilder Allow<TBuilder>(this TBuilder route, params string[] roles) where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(policy => policy.RequireRole(roles));
}
