using Microsoft.AspNetCore.Routing;

namespace PackageBilling.Host;

/// <summary>What all routes share: JSON, problem details, and the order in which a request is looked at.</summary>
internal static class HttpInterface
{
    public static IServiceCollection AddHttpInterface(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => HttpJson.Configure(options.SerializerOptions));
        // Otherwise a body that cannot be read is answered without a word about what is wrong in it.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<Problems>();
        services.AddSingleton<RequestCounts>();
        return services.AddOpenApiDocument();
    }

    public static void UseHttpPipeline(this WebApplication application)
    {
        application.UseMiddleware<MarkAtWork>();
        application.UseTrustedProxies();
        application.UseMiddleware<RequestIds>();
        application.UseMiddleware<CountRequests>();
        application.UseHealthListener();
        application.UseMiddleware<HeadRequests>();
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        application.UseMiddleware<BrokenOffAnswers>();
        application.UseRouting();
        application.UseAuthentication();
        application.UseMiddleware<KnowVisitor>();
        application.UseRateLimiter();
        application.UseAuthorization();
        application.UseMiddleware<ReadRequestContext>();
        application.UseMiddleware<RefuseUnknownParameters>();
        application.UseMiddleware<RevealPersonalTexts>();
    }
}
