using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using PackageBilling.Portal;

namespace PackageBilling.Host;

/// <summary>The portal, which this host serves beside the interface.</summary>
internal static class PortalRegistration
{
    // One name on every node: what one has protected is read by the others.
    private const string Application = "PackageBilling";

    public static IServiceCollection AddPortalSessions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SessionLimits.Read(configuration)).AddSingleton<PortalSessions>();
        services.AddSingleton<ISessions>(provider => provider.GetRequiredService<PortalSessions>());
        services.AddDataProtection().SetApplicationName(Application);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(
                options => options.XmlRepository = new SessionKeys(provider.GetRequiredService<NpgsqlDataSource>())));
        return services.AddPortal();
    }
}
