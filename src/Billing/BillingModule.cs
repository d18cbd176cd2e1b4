using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>Charge runs, simulations, and the customers' credit.</summary>
public static class BillingModule
{
    /// <summary>The module's facts.</summary>
    public static readonly IReadOnlyList<Type> Events =
    [
        typeof(PaymentReceived), typeof(PaymentReferenceUsed), typeof(CreditAdjusted), typeof(ChargesPosted), typeof(LineReversed), typeof(ChargesRestated), typeof(AccruedInvoiced), typeof(CreditExhausted), typeof(CreditRestored),
        typeof(ChargeRunStarted), typeof(ChargeRunPartPosted), typeof(ChargeRunCompleted), typeof(ChargeRunFailed),
    ];

    /// <summary>Registers its handlers, its projection and the worker that carries runs out.</summary>
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddHandlers(typeof(BillingModule).Assembly);
        services.AddSubscription<BookProjection>();
        services.AddSubscription<WatchCredit>();
        services.AddSingleton(Engines.All);
        services.AddSingleton<Replayer>();
        services.AddSingleton<Forecaster>();
        services.AddSingleton<PastRuns>();
        services.AddSingleton<ImpactFinder>();
        services.AddSingleton<RestatementPoster>();
        services.AddSingleton<PartPoster>();
        services.AddSingleton<ChargeRunExecution>();
        services.AddSingleton<ChargeRunWorker>();
        services.AddSingleton<BookDecisions>();
        services.AddSingleton<SimulationLines>();
        services.AddSingleton<RunLines>();
        services.AddSingleton<AccountHistory>();
        services.AddSingleton<AccountThen>();
        services.AddSingleton<PreviewTokens>();
        services.AddSingleton<PreviewGuard>();
        services.AddSingleton<PreviewedRun>();
        services.AddSingleton<Hypotheses>();
        services.AddScoped<Simulator>();
        services.AddScoped<Simulation.Reading>();
        services.AddScoped<SideReader>();
        services.AddHostedService(provider => provider.GetRequiredService<ChargeRunWorker>());
        return services;
    }

    /// <summary>Creates its tables that are not projections; runs before the host serves.</summary>
    public static async Task Upgrade(NpgsqlDataSource source, CancellationToken ct)
    {
        await PostedLines.Upgrade(source, ct);
        await WatchedAccounts.Upgrade(source, ct);
        await PreviewTokens.Upgrade(source, ct);
    }

    /// <summary>Its part of the HTTP interface.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapBilling(this IEndpointRouteBuilder api)
    {
        StartChargeRun.Map(api);
        GetChargeRun.Map(api);
        ListChargeRuns.Map(api);
        GetRunLines.Map(api);
        RunPackage.Map(api);
        Simulate.Map(api);
        ReceivePayment.Map(api);
        AdjustCredit.Map(api);
        GetAccount.Map(api);
        GetStatement.Map(api);
        ListCharges.Map(api);
        ReverseLine.Map(api);
        MarkInvoiced.Map(api);
        ReplayRuns.Map(api);
        CompareSimulations.Map(api);
        MakeForecast.Map(api);
        Restate.Map(api);
    }
}
