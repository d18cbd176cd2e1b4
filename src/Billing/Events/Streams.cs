using System.Globalization;

namespace PackageBilling.Billing;

/// <summary>The names of Billing's streams.</summary>
internal static class Streams
{
    public const string AccountType = "account";
    public const string RunType = "charge-run";
    public const string PartType = "charge-run-part";
    public const string CreditWatchType = "credit-watch";
    public const string CreditThresholdType = "credit-threshold";
    public const string PaymentType = "payment";
    public const string UsageType = "usage";
    public const string ErasureType = "call-erasures";

    public const string Erasures = "call-erasures";
    public const string ScheduleType = "schedule";

    /// <summary>There is one schedule.</summary>
    public const string Schedule = "schedule";
    public const string SealsType = "seals";

    /// <summary>The chain of seals: one stream, in sealing order.</summary>
    public const string Seals = "seals";

    public const string CheckpointsType = "book-checkpoints";

    /// <summary>The chain of checkpoints of the book: one stream.</summary>
    public const string Checkpoints = "book-checkpoints";

    public const string HeadsType = "kept-heads";

    /// <summary>Heads that hosts kept and operators gave up: one stream.</summary>
    public const string Heads = "kept-heads";

    public const string RestatementsType = "restatements";

    /// <summary>What was restated: one stream, in the order of application.</summary>
    public const string Restatements = "restatements";

    public static string Account(string customerId) => $"account-{customerId}";

    public static string CreditWatch(string customerId) => $"credit-watch-{customerId}";

    public static string CreditThreshold(string customerId) => $"credit-threshold-{customerId}";

    /// <summary>A reference can be any text, so its hash names the stream.</summary>
    public static string Payment(string customerId, string referenceHash) => $"payment-{customerId}-{referenceHash}";

    /// <summary>A customer's calls have one stream, so that nobody uses a free minute that somebody else is just using.</summary>
    public static string Usage(string customerId) => $"usage-{customerId}";

    public static string Run(string runId) => $"charge-run-{runId}";

    /// <summary>A part has a stream of its own, so that parts posted at the same time do not wait for each other.</summary>
    public static string Part(string runId, int part) => string.Create(CultureInfo.InvariantCulture, $"charge-run-{runId}-part-{part}");
}
