using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Billing;

/// <summary>Registers what decides as it was known, as it would be, and as it should have been.</summary>
internal static class TimeTravelRegistration
{
    public static void AddTimeTravel(this IServiceCollection services)
    {
        services.AddSingleton(Engines.All);
        services.AddSingleton<AccountThen>();
        services.AddScoped<ReadPositions>();
        services.AddSingleton<Hypotheses>();
        services.AddSingleton<Forecaster>();
        services.AddSingleton<PastRuns>();
        services.AddSingleton<ImpactFinder>();
        services.AddSingleton<RestatementPoster>();
        services.AddSingleton<ListRestatements>();
        services.AddScoped<Simulation.Reading>();
        services.AddScoped<SideReader>();
    }

    public static void MapTimeTravel(this IEndpointRouteBuilder api)
    {
        CompareSimulations.Map(api);
        MakeForecast.Map(api);
        Restate.Map(api);
        ListRestatements.Map(api);
    }
}
