using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Foundation;

/// <summary>Registers what brings requests to their handlers.</summary>
public static class RequestRegistration
{
    /// <summary>The pipeline that every request goes through: validate, answer repeats, decide again on a conflict,
    /// handle.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        ValidatorOptions.Global.LanguageManager = new RuleWords();
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => member is null ? null : Camel(member.Name);
        services.AddScoped<RequestContext>();
        services.AddScoped<CommandLog>();
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<ReadBarrier>();
        services.AddScoped<ImportTargets>();
        services.AddSingleton<StreamQueues>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Validate<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(IdempotencyBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RetryOnConflict<,>));
        return services;
    }

    /// <summary>Registers all handlers and validators of a module.</summary>
    public static IServiceCollection AddHandlers(this IServiceCollection services, Assembly module)
    {
        foreach (var type in module.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
            foreach (var contract in type.GetInterfaces().Where(contract => contract.IsGenericType))
                if (contract.GetGenericTypeDefinition() is var open
                    && (open == typeof(IRequestHandler<,>) || open == typeof(IValidator<>)))
                    services.AddScoped(contract, type);
        return services;
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
