using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PackageBilling.Billing;

/// <summary>Registers seals, blocks and what verifies, exports and explains.</summary>
internal static class AuditRegistration
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSubscription<SealRuns>();
        services.AddSingleton<Seals>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<MakeBlocks>();
        services.AddSingleton<Verification>();
        services.AddSingleton<ExportRun>();
        services.AddSingleton<CallsBehind>();
        services.TryAddSingleton(HeadSettings.None);
        services.TryAddSingleton(HeadSigner.None);
        services.AddSingleton<KeptHeadCheck>();
        services.AddSingleton<KeepHead>();
        services.AddHostedService(provider => provider.GetRequiredService<MakeBlocks>());
        services.AddHostedService(provider => provider.GetRequiredService<KeepHead>());
    }

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        Verify.Map(api);
        GetHead.Map(api);
        AcceptHead.Map(api);
        ExportRun.Map(api);
        ExplainCharge.Map(api);
        ExplainDate.Map(api);
    }
}
