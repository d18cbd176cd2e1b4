using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Messaging;

namespace PackageBilling.Billing;

/// <summary>Charge runs, simulations, the customers' credit, their calls and free minutes.</summary>
public static class BillingModule
{
    /// <summary>The module's facts.</summary>
    public static readonly IReadOnlyList<Type> Events =
    [
        typeof(PaymentReceived), typeof(PaymentReferenceUsed), typeof(CreditAdjusted), typeof(ChargesPosted),
        typeof(LineReversed), typeof(ChargesRestated), typeof(RestatementApplied), typeof(AccruedInvoiced),
        typeof(CreditExhausted), typeof(CreditRestored),
        typeof(ChargeRunStarted), typeof(ChargeRunPartPosted), typeof(ChargeRunCompleted), typeof(ChargeRunFailed),
        typeof(ChargeRunDivided), typeof(ChargeRunPaused), typeof(ChargeRunResumed), typeof(ChargeRunCancelled),
        typeof(CallsRated), typeof(CallsCorrected), typeof(CallsErased),
        typeof(CreditThresholdSet), typeof(CreditLow), typeof(SchedulerStarted),
        typeof(RunScheduled), typeof(PastDatesOwed),
        typeof(InvoiceIssued), typeof(InvoiceNumbersGiven), typeof(InvoiceOverdue), typeof(InvoiceSendAsked),
        typeof(InvoiceSent), typeof(InvoiceNotSent), typeof(ClosingStarted), typeof(ClosingShareCompleted),
        typeof(ClosingCompleted), typeof(ClosingFailed),
        typeof(ReconciliationListed), typeof(FileReconciled), typeof(ReconciliationFailed), typeof(DifferencesFound),
        typeof(DifferencesResolved), typeof(FileRowsRejected),
    ];

    /// <summary>Registers its handlers, its projection and the worker that carries runs out.</summary>
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddHandlers(typeof(BillingModule).Assembly);
        services.AddSubscription<BookProjection>();
        services.AddSubscription<WatchCredit>();
        services.AddSingleton<PartPoster>();
        services.AddSingleton<EventsSince>();
        services.AddScoped<PreviewedRun>();
        services.AddSingleton<ChargeRunExecution>();
        services.AddSingleton<RunShares>();
        services.AddSingleton<ChargeRunWorker>();
        services.AddSingleton<ISharePoster>(provider => provider.GetRequiredService<ChargeRunWorker>());
        services.AddSingleton<BookDecisions>();
        services.AddSingleton<SimulationLines>();
        services.AddSingleton<RunLines>();
        services.AddSingleton<RunAnswers>();
        services.AddSingleton<AccountHistory>();
        services.AddScoped<Simulator>();
        services.AddScoped<IImport, ImportPayments>();
        services.AddSingleton<KnownPackages>();
        services.AddSingleton<FreeSecondsNow>();
        services.AddSingleton<CallVault>();
        services.AddSingleton(CallVault.Table);
        services.AddSingleton<IErasable>(provider => provider.GetRequiredService<CallVault>());
        services.AddSingleton<CallIngestion>();
        services.AddSingleton<CallEvents>();
        services.AddSingleton<CallChooser>();
        services.AddSingleton<CallCorrector>();
        services.AddSingleton<CorrectionPosting>();
        services.AddSingleton<ListCalls>();
        services.AddSingleton<LateCalls>();
        services.AddSingleton<UnbilledLines>();
        services.AddScoped<GetUnbilled>();
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
        services.AddScoped<RunReversal>();
        services.AddScoped<ExportCharges>();
        services.AddScoped<ExportStatements>();
        services.AddScoped<PrintStatement>();
        services.AddInvoices();
        services.AddReconciliations();
        services.AddSingleton(provider => CarrierDocuments.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddHostedService(provider => provider.GetRequiredService<ChargeRunWorker>());
        services.AddSubscription<ScheduleProjection>();
        services.AddSingleton(provider => ScheduleSettings.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ScheduledWork>();
        services.AddSingleton<IExclusiveWork, Scheduler>();
        return services;
    }

    /// <summary>Creates its tables that are not projections; runs before the host serves.</summary>
    public static async Task Upgrade(NpgsqlDataSource source, CancellationToken ct)
    {
        await PostedLines.Upgrade(source, ct);
        await WatchedAccounts.Upgrade(source, ct);
        await RecordedCalls.Upgrade(source, ct);
        await CallVault.Upgrade(source, ct);
    }

    /// <summary>How many charge runs have begun and not ended, whichever node carries them out.</summary>
    public static Task<long> RunsUnderWay(NpgsqlDataSource source, CancellationToken ct) =>
        ChargeRunRows.CountOpen(source, ct);

    /// <summary>
    /// What a charge run for a date would post, added up, once the book covers all that is in the log now: after an
    /// import that can take minutes. Writes nothing.
    /// </summary>
    /// <exception cref="NotYetVisibleException">The book did not get there in time.</exception>
    public static async Task<RunTotals> Preview(IServiceProvider services, DateOnly date, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Simulator>().Totals(date, ImportLimits.Patience, ct);
    }

    /// <summary>What a year from a date on comes to before and after new prices, and how many assignments bill by each
    /// package on that date. Writes nothing.</summary>
    public static Task<(RepricingEffect Effect, IReadOnlyDictionary<string, int> Assignments)> ForecastRepricing(
        IMediator mediator, Repricing repricing, DateOnly from, CancellationToken ct) =>
        mediator.Send(new ForecastRepricing(repricing, from), ct);

    /// <summary>Its part of the HTTP interface.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapBilling(this IEndpointRouteBuilder api)
    {
        StartChargeRun.Map(api);
        GetChargeRun.Map(api);
        ListChargeRuns.Map(api);
        WatchRun.Map(api);
        PauseRun.Map(api);
        ResumeRun.Map(api);
        CancelRun.Map(api);
        GetRunLines.Map(api);
        GetSchedule.Map(api);
        SimulateRunPackage.Map(api);
        Simulate.Map(api);
        ReceivePayment.Map(api);
        AdjustCredit.Map(api);
        GetAccount.Map(api);
        ListAccounts.Map(api);
        SetCreditThreshold.Map(api);
        GetCreditThreshold.Map(api);
        GetStatement.Map(api);
        PrintStatement.Map(api);
        ListCharges.Map(api);
        ReverseLine.Map(api);
        ReverseRun.Map(api);
        api.MapInvoices();
        api.MapReconciliations();
        RecordUsage.Map(api);
        ImportUsage.Map(api);
        ListCalls.Map(api);
        EraseCalls.Map(api);
        CorrectCalls.Map(api);
        GetUnbilled.Map(api);
        ExportCharges.Map(api);
        ExportStatements.Map(api);
        GetFreeMinutes.Map(api);
        ListFreeMinutes.Map(api);
        GetFreeSeconds.Map(api);
        CompareSimulations.Map(api);
        MakeForecast.Map(api);
        Restate.Map(api);
        ListRestatements.Map(api);
    }
}
