using PackageBilling.Billing;

namespace PackageBilling.Modules.Tests.Billing;

public sealed class Boundary
{
    [Fact]
    public void the_module_shows_its_events_and_itself_and_nothing_else() =>
        typeof(BillingModule).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal).ShouldBe(new[]
        {
            nameof(AccruedInvoiced), nameof(BillingModule), nameof(ChargeKind), nameof(ChargeRunCompleted), nameof(ChargeRunFailed),
            nameof(ChargeRunPartPosted), nameof(ChargeRunStarted), nameof(ChargesPosted), nameof(ChargesRestated), nameof(CreditAdjusted), nameof(CreditExhausted),
            nameof(CreditRestored), nameof(CurrencyTotals), nameof(LineOutcome), nameof(LineReversed), nameof(PaymentReceived),
            nameof(PaymentReferenceUsed), nameof(PostedLine), nameof(RestatedLine), nameof(RunKind), nameof(RunTotals), nameof(UnchargedLine),
        });
}
