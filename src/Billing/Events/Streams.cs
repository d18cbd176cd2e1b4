using System.Globalization;

namespace PackageBilling.Billing.Events;

/// <summary>The names of Billing's streams.</summary>
internal static class Streams
{
    public const string Erasures = "call-erasures";

    /// <summary>There is one schedule.</summary>
    public const string Schedule = "schedule";

    /// <summary>What was restated: one stream, in the order of application.</summary>
    public const string Restatements = "restatements";

    /// <summary>The numbers of invoices and credit notes: one stream, so that they are given one after
    /// another.</summary>
    public const string InvoiceNumbers = "invoice-numbers";

    /// <summary>Files that were reconciled: one stream with an event for each, so that they can be listed.</summary>
    public const string Reconciliations = "reconciliations";

    /// <summary>The counts and sums of one report.</summary>
    public static string Reconciliation(string reconciliationId) => $"reconciliation-{reconciliationId}";

    /// <summary>The rows of one report, which lists don't read.</summary>
    public static string ReconciliationRows(string reconciliationId) => $"reconciliation-{reconciliationId}-rows";

    /// <summary>What happens to an invoice after it was issued and changes no account.</summary>
    public static string Invoice(string number) => $"invoice-{number}";

    public static string Closing(string closingId) => $"closing-{closingId}";

    public static string Account(string customerId) => $"account-{customerId}";

    public static string CreditWatch(string customerId) => $"credit-watch-{customerId}";

    public static string CreditThreshold(string customerId) => $"credit-threshold-{customerId}";

    /// <summary>A reference can be any text, so its hash names the stream.</summary>
    public static string Payment(string customerId, string referenceHash) => $"payment-{customerId}-{referenceHash}";

    /// <summary>A customer's calls have one stream, so that nobody uses a free minute that somebody else
    /// is just using.</summary>
    public static string Usage(string customerId) => $"usage-{customerId}";

    public static string Run(string runId) => $"charge-run-{runId}";

    /// <summary>A part has a stream of its own, so that parts posted at the same time do not wait
    /// for each other.</summary>
    public static string Part(string runId, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"charge-run-{runId}-part-{part}");
}
