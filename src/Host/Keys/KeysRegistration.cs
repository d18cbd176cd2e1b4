using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace PackageBilling.Host;

/// <summary>Who may call, and the routes to manage that.</summary>
internal static class KeysRegistration
{
    public static IServiceCollection AddKeys(
        this IServiceCollection services, IConfiguration configuration, string? commandKey)
    {
        var ofThisProcess = new List<ApiKey>();
        if (configuration[AdminKey.Setting] is { Length: > 0 } configured)
            ofThisProcess.Add(new(Actors.Administrator, Actors.Administrator, Roles.Admin, ApiKey.HashOf(configured)));
        if (commandKey is not null)
            ofThisProcess.Add(new("command", Actors.CommandLine, Roles.Admin, ApiKey.HashOf(commandKey)));
        services.AddSingleton(provider => new KnownKeys(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<TimeProvider>(), ofThisProcess));
        services.AddHostedService<RecordKeyUse>();
        services.AddHandlers(typeof(KeysRegistration).Assembly);
        services.AddAuthentication(BearerKeys.Name)
            .AddScheme<AuthenticationSchemeOptions, BearerKeys>(BearerKeys.Name, null);
        // A route that names no role, and an address that is none, also needs a key.
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("keys").WithTags("Keys");
        CreateKey.Map(keys);
        ListKeys.Map(keys);
        RevokeKey.Map(keys);
        GetCurrentKey.Map(keys);
        GetKeyHistory.Map(keys);
    }
}
