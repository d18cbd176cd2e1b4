using System.Text.Json;
using PackageBilling.Auditing.Seals;
using PackageBilling.Subscriptions;

namespace PackageBilling.Host;

/// <summary>What receivers can ask to be told, and how it is made from the log's facts.</summary>
internal static class WebhookEvents
{
    public const string CreditExhausted = "credit.exhausted";
    public const string CreditRestored = "credit.restored";
    public const string CreditLow = "credit.low";
    public const string FeatureRequested = "feature.requested";
    public const string FeatureAcknowledged = "feature.acknowledged";
    public const string FeatureFailed = "feature.failed";
    public const string FeatureEnabled = "feature.enabled";
    public const string FeatureDisabled = "feature.disabled";
    public const string InvoiceIssued = "invoice.issued";
    public const string InvoiceCredited = "invoice.credited";
    public const string InvoicePaid = "invoice.paid";
    public const string InvoiceOverdue = "invoice.overdue";
    public const string RunCompleted = "run.completed";
    public const string RunSealed = "run.sealed";
    public const string RunAttention = "run.attention";

    public static readonly string[] All = [CreditExhausted, CreditRestored, CreditLow, FeatureRequested,
        FeatureAcknowledged, FeatureFailed, FeatureEnabled, FeatureDisabled, InvoiceIssued, InvoiceCredited,
        InvoicePaid, InvoiceOverdue, RunCompleted, RunSealed, RunAttention];

    /// <summary>What one stored fact is told as: nothing, one event, or two for a run that is complete
    /// and left lines out.</summary>
    /// <param name="stored">The fact.</param>
    /// <param name="runs">What is known of its run.</param>
    /// <param name="heads">The heads of the audit chains.</param>
    public static IEnumerable<Told> Of(StoredEvent stored, IReadOnlyDictionary<string, OpenRun> runs, ToldHeads heads)
    {
        switch (stored.Data)
        {
            case CreditExhausted fact: yield return new(CreditExhausted, fact.CustomerId, new { fact.Available });
            break;
            case CreditRestored fact: yield return new(CreditRestored, fact.CustomerId, new { fact.Available }); break;
            case CreditLow fact: yield return new(CreditLow, fact.CustomerId, new { fact.Available, fact.Threshold });
            break;
            case IPlatformFeatureEvent fact: yield return Feature(fact); break;
            case InvoiceIssued fact: yield return Issued(fact); break;
            case PaymentReceived { Invoices: { } paid } fact:
                foreach (var invoice in paid.Where(invoice => invoice.Left == 0))
                    yield return new(InvoicePaid, fact.CustomerId, new { invoice.Number, fact.On, invoice.Amount });
                break;
            case InvoiceOverdue fact:
                yield return new(InvoiceOverdue, fact.CustomerId,
                    new { fact.Number, fact.DueOn, fact.Currency, fact.Open });
                break;
            case ChargeRunCompleted fact:
                var data = Run(fact.RunId, "completed", fact.Totals, null, runs, heads.Now);
                yield return new(RunCompleted, null, data);
                if (fact.Totals.Quarantined > 0) yield return new(RunAttention, null, data);
                break;
            case RunSealed fact:
                var (head, signature) = heads.Of(fact);
                yield return new(RunSealed, null, new { fact.RunId, fact.Date, fact.Number, fact.Seal, fact.Lines,
                    fact.NotCharged, head, signature });
                break;
            case ChargeRunFailed fact:
                yield return new(RunAttention, null, Run(fact.RunId, "failed", null, fact.Error, runs)); break;
            case ChargeRunCancelled fact:
                yield return new(RunAttention, null, Run(fact.RunId, "cancelled", null, stored.Metadata.Reason, runs));
                break;
        }
    }

    private static Told Issued(InvoiceIssued fact) => new(
        fact.Kind == InvoiceKind.Invoice ? InvoiceIssued : InvoiceCredited, fact.CustomerId, new
        {
            fact.Number, fact.On, fact.Through, fact.DueOn, fact.Currency, fact.Net,
            Tax = fact.Taxes.Sum(tax => tax.Amount), fact.Total, fact.PaidFromCredit, fact.RefersTo, fact.Reason,
        });

    private static Told Feature(IPlatformFeatureEvent @event) => @event switch
    {
        PlatformFeatureRequested fact => Feature(FeatureRequested, fact, fact.Wanted, null, 1),
        PlatformFeatureAskedAgain fact => Feature(FeatureRequested, fact, fact.Wanted, null, fact.TimesAsked),
        PlatformFeatureAcknowledged fact => Feature(FeatureAcknowledged, fact, fact.Wanted, fact.Detail),
        PlatformFeatureFailed fact => Feature(FeatureFailed, fact, fact.Wanted, fact.Detail),
        PlatformFeatureEnabled fact => Feature(FeatureEnabled, fact, PlatformFeatureState.Enabled, fact.Detail),
        PlatformFeatureDisabled fact => Feature(FeatureDisabled, fact, PlatformFeatureState.Disabled, fact.Detail),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} has no webhook event."),
    };

    private static Told Feature(
        string name, IPlatformFeatureEvent fact, PlatformFeatureState wanted, string? detail, int? timesAsked = null) =>
        new(name, fact.CustomerId, new
        {
            fact.PlatformFeature, wanted, fact.On, timesAsked, detail, fact.For?.AssignmentId, fact.For?.PackageId,
            fact.For?.Quantity, fact.For?.Did, fact.For?.StartDate, fact.For?.EndDate,
        });

    private static object Run(
        string runId, string status, RunTotals? totals, string? error, IReadOnlyDictionary<string, OpenRun> runs,
        SignedHead? last = null)
    {
        var run = runs.GetValueOrDefault(runId);
        return last is null
            ? new { runId, run?.Kind, run?.Date, status, totals, error }
            : new { runId, run?.Kind, run?.Date, status, totals, error, last.Head, last.Signature };
    }

    public static string KindText(RunKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}

/// <summary>Something to tell receivers.</summary>
/// <param name="Event">Its name.</param>
/// <param name="CustomerId">Whom it is about; null for a run.</param>
/// <param name="Data">The rest, as it is sent.</param>
internal sealed record Told(string Event, string? CustomerId, object Data);

/// <summary>A head of the audit chains; no text when there was none yet, no signature
/// when heads are not signed.</summary>
internal sealed record SignedHead(string? Head, string? Signature);

/// <summary>The heads that receivers are told.</summary>
/// <param name="Now">The newest when the deliveries are written.</param>
/// <param name="Of">The one that ends with a run's seal.</param>
internal sealed record ToldHeads(SignedHead Now, Func<RunSealed, SignedHead> Of);

/// <summary>What is known of a run until it ends.</summary>
internal sealed record OpenRun(string RunId, string Kind, DateOnly Date);
