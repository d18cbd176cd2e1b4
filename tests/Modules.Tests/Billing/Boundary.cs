using PackageBilling.Billing;

namespace PackageBilling.Modules.Tests.Billing;

public sealed class Boundary
{
    [Fact]
    public void the_module_shows_its_events_and_itself_and_nothing_else() =>
        typeof(BillingModule).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal).ShouldBe(new[]
        {
            nameof(AccruedInvoiced), nameof(BillingModule), nameof(BookCheckpointSealed), nameof(CallTotals), nameof(CallsErased), nameof(CallsRated), nameof(ChargeKind),
            nameof(ChargeRunCancelled), nameof(ChargeRunCompleted), nameof(ChargeRunDivided), nameof(ChargeRunFailed), nameof(ChargeRunPartPosted), nameof(ChargeRunPaused), nameof(ChargeRunResumed), nameof(ChargeRunStarted),
            nameof(ChargesPosted), nameof(ChargesRestated), nameof(CreditAdjusted), nameof(CreditExhausted), nameof(CreditLow), nameof(CreditRestored),
            nameof(CreditThresholdSet), nameof(CurrencyTotals), nameof(DayTotal), nameof(DueLine), nameof(FreeUse), nameof(HeadAccepted), nameof(LineOutcome), nameof(LineReversed),
            nameof(OwedDates), nameof(PastDatesOwed), nameof(PaymentReceived), nameof(PaymentReferenceUsed), nameof(PostedLine),
            nameof(RatedCall), nameof(RestatedLine), nameof(RestatementApplied), nameof(RunKind), nameof(RunScheduled), nameof(RunSealed), nameof(RunTotals), nameof(SchedulerStarted),
            nameof(SealedNumbers), nameof(UnchargedLine), nameof(WindowUsed),
        });
}
