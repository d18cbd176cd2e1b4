using PackageBilling.Billing;

namespace PackageBilling.Modules.Tests.Billing;

public sealed class Boundary
{
    [Fact]
    public void the_module_shows_its_events_and_itself_and_nothing_else() =>
        typeof(BillingModule).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal)
            .ShouldBe(new[]
            {
                nameof(AccruedInvoiced), nameof(BillingModule), nameof(CallOutcome), nameof(CallTotals),
                nameof(CallsCorrected), nameof(CallsErased), nameof(CallsRated), nameof(ChargeRunCancelled),
                nameof(ChargeRunCompleted), nameof(ChargeRunDivided),
                nameof(ChargeRunFailed), nameof(ChargeRunPartPosted), nameof(ChargeRunPaused),
                nameof(ChargeRunResumed), nameof(ChargeRunStarted), nameof(ChargesPosted), nameof(ChargesRestated),
                nameof(ClosingCompleted), nameof(ClosingFailed), nameof(ClosingInclude),
                nameof(ClosingShareCompleted), nameof(ClosingStarted), nameof(CorrectedCall), nameof(CreditAdjusted),
                nameof(CreditExhausted), nameof(CreditLow), nameof(CreditRestored), nameof(CreditThresholdSet),
                nameof(DayTotal), nameof(DifferencesFound), nameof(DifferencesResolved), nameof(FileReconciled),
                nameof(FileRowsRejected), nameof(FoundDifference), nameof(InvoiceIssued),
                nameof(InvoiceKind), nameof(InvoiceLine),
                nameof(InvoiceNotSent), nameof(InvoiceNumbersGiven), nameof(InvoiceOverdue), nameof(InvoicePaid),
                nameof(InvoiceSendAsked), nameof(InvoiceSent), nameof(InvoiceTax), nameof(LineReversed),
                nameof(OwedDates), nameof(PastDatesOwed), nameof(PaymentReceived), nameof(PaymentReferenceUsed),
                nameof(PrintedParty), nameof(RatedCall), nameof(ReconciliationFailed), nameof(ReconciliationListed),
                nameof(RestatedLine), nameof(RestatementApplied),
                nameof(RunKind), nameof(RunScheduled), nameof(SchedulerStarted), nameof(SealedNumbers),
                nameof(UnchargedLine), nameof(WindowUsed),
            });
}
