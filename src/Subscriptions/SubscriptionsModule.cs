using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Messaging;

namespace PackageBilling.Subscriptions;

/// <summary>Customers, their assignments and their DIDs.</summary>
public static class SubscriptionsModule
{
    /// <summary>The facts of platform features.</summary>
    public static IReadOnlyList<Type> PlatformFeatures { get; } =
    [
        typeof(PlatformFeatureRequested), typeof(PlatformFeatureAskedAgain), typeof(PlatformFeatureAcknowledged),
        typeof(PlatformFeatureFailed), typeof(PlatformFeatureEnabled), typeof(PlatformFeatureDisabled),
    ];

    /// <summary>The module's facts.</summary>
    public static readonly IReadOnlyList<Type> Events =
    [
        typeof(CustomerRegistered), typeof(CustomerRenamed), typeof(CustomerCreditLimitChanged),
        typeof(CustomerTimeZoneChanged), typeof(CustomerErased), typeof(CustomerBillingChanged),
        typeof(CustomerTaxRatesChanged), .. AssignmentBook.EventTypes,
        typeof(DidAssigned), typeof(DidReleased), .. PlatformFeatures,
    ];

    /// <summary>Registers its handlers, its projection and its work in the background.</summary>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddHandlers(typeof(SubscriptionsModule).Assembly)
        .AddScoped<OfferedPackages>()
        .AddScoped<CustomerToday>()
        .AddScoped<AskForFeatures>()
        .AddSingleton<FeatureUses>()
        .AddSingleton(provider => AskingAgain.Read(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<IExclusiveWork, FeatureWork>()
        .AddScoped<IImport, ImportCustomers>()
        .AddScoped<IImport, ImportAssignments>()
        .AddScoped<IImport, ImportPauses>()
        .AddSubscription<SubscriptionsProjection>();

    /// <summary>Its part of the HTTP interface.</summary>
    /// <param name="api">The routes under <c>/api</c>.</param>
    public static void MapSubscriptions(this IEndpointRouteBuilder api)
    {
        var customers = api.MapGroup("customers").WithTags("Subscriptions");
        RegisterCustomer.Map(customers);
        EditCustomer.Map(customers);
        EraseCustomer.Map(customers);
        ListCustomers.Map(customers);
        GetCustomer.Map(customers);
        GetCustomerHistory.Map(customers);
        ChangeBilling.Map(customers);
        ChangeTaxRates.Map(customers);
        GetCustomerBilling.Map(customers);
        ListFeatures.Map(customers);
        AcknowledgeFeature.Map(customers);
        ListOpenFeatures.Map(api);
        ListCustomerDids.Map(customers);

        var assignments = customers.MapGroup("{customerId}/packages");
        AssignPackage.Map(assignments);
        AssignMany.Map(assignments);
        SwapPackage.Map(assignments);
        ListAssignments.Map(assignments);
        GetAssignment.Map(assignments);
        ChangeAssignment.Map(assignments);
        PauseAssignment.Map(assignments);
        ResumeAssignment.Map(assignments);
        EndAssignment.Map(assignments);

        var dids = api.MapGroup("dids").WithTags("Subscriptions");
        ReleaseDid.Map(dids);
        GetDid.Map(dids);
        ListPackageAssignments.Map(api);
    }

    /// <summary>
    /// Asks for platform features by the customers' local dates, as often as anybody likes and on any number of nodes.
    /// </summary>
    /// <param name="services">The node's.</param>
    /// <param name="customerIds">Whom to look at; null for all customers.</param>
    /// <param name="ct">Gives up.</param>
    internal static async Task<AskedFeatures> AskForPlatformFeatures(
        IServiceProvider services, IReadOnlyCollection<string>? customerIds, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Actor = Actors.Scheduler;
        return await scope.ServiceProvider.GetRequiredService<AskForFeatures>().Run(customerIds, ct);
    }
}
