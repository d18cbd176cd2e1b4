using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Subscriptions;

/// <summary>Customers, their assignments and their DIDs.</summary>
public static class SubscriptionsModule
{
    /// <summary>The module's facts.</summary>
    public static readonly IReadOnlyList<Type> Events =
    [
        typeof(CustomerRegistered), typeof(CustomerRenamed), typeof(CustomerCreditLimitChanged),
        typeof(CustomerTimeZoneChanged), typeof(CustomerErased), .. AssignmentBook.EventTypes,
        typeof(DidAssigned), typeof(DidReleased), typeof(PlatformFeatureEnabled), typeof(PlatformFeatureDisabled),
    ];

    /// <summary>Registers its handlers and its projection.</summary>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddHandlers(typeof(SubscriptionsModule).Assembly)
        .AddScoped<OfferedPackages>()
        .AddScoped<CustomerToday>()
        .AddScoped<SwitchPlatformFeatures>()
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
        ListFeatures.Map(customers);
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
    /// Switches platform features of all customers by their local dates, for the scheduler to call every few minutes
    /// and on any number of nodes.
    /// </summary>
    /// <returns>The number of features that were switched; 0 when nothing has begun or ended.</returns>
    public static async Task<int> SwitchPlatformFeatures(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Actor = Actors.Scheduler;
        return await scope.ServiceProvider.GetRequiredService<SwitchPlatformFeatures>().Run(ct);
    }
}
