using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Portal;

/// <summary>
/// The admin portal: pages rendered on the server. A client of the HTTP interface like any other, with the visitor's
/// own key; it knows no module and no table.
/// </summary>
public static class PortalModule
{
    /// <summary>
    /// The log's category of signing in and out, which has a line for each page that a stranger asks for.
    /// </summary>
    public static string SessionLog => typeof(SessionCookies).FullName!;

    /// <summary>
    /// Adds what the pages need. The host adds the sessions (<see cref="ISessions"/>) and says where data protection
    /// keeps its keys.
    /// </summary>
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<ApiConnection>().AddScoped<Visit>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "pb-form";
            // Behind a proxy that ends HTTPS, or on the host's own machine, requests arrive over HTTP, where the
            // framework makes no such cookie if it must be secure. It opens nothing:
            // it only has to fit the form's token.
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.FormFieldName = FormKeys.TokenField;
        });
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, SessionCookies>(Session.Scheme, null);
        return services;
    }

    /// <summary>Maps the pages at the root of the host, beside the HTTP interface.</summary>
    public static void MapPortal(this IEndpointRouteBuilder application)
    {
        AssetFiles.Map(application);
        var open = application.MapGroup("").AllowAnonymous().ExcludeFromDescription()
            .AddEndpointFilter<RouteGroupBuilder, KnowVisitor>().AddEndpointFilter<RouteGroupBuilder, PageFilter>();
        SignIn.MapOpen(open);
        var visitors = new AuthorizationPolicyBuilder(Session.Scheme).RequireAuthenticatedUser().Build();
        var portal = application.MapGroup("").RequireAuthorization(visitors).ExcludeFromDescription()
            .AddEndpointFilter<RouteGroupBuilder, PageFilter>();
        SignIn.Map(portal);
        HomePages.Map(portal);
        PackagePages.Map(portal);
        CustomerPages.Map(portal);
        CallPages.Map(portal);
        FeaturePages.Map(portal);
        AssignmentPages.Map(portal);
        ChargeRunPages.Map(portal);
        InvoicePages.Map(portal);
        ReconciliationPages.Map(portal);
        AuditPages.Map(portal);
        RestatementPages.Map(portal);
        FinancePages.Map(portal);
        PickPages.Map(portal);
        portal.MapGet("/{section:regex(^(setup|management|finance|audit)$)}/{**rest}", Problem.NotFound)
            .WithOrder(int.MaxValue);
    }
}
