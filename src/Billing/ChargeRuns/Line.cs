namespace PackageBilling.Billing;

/// <summary>A line as decided, charged or not.</summary>
internal sealed record Line(
    AssignmentBook Assignment,
    ChargeKind Kind,
    LineOutcome Outcome,
    string? Reason,
    DateOnly KeyDate,
    int Nth,
    int Quantity,
    decimal UnitRetail,
    decimal UnitCost,
    decimal Retail,
    decimal Cost,
    bool DebitsCredit,
    bool InsufficientCredit = false,
    decimal? Spend = null,
    DateOnly? IntervalFrom = null,
    DateOnly? IntervalTo = null);

/// <summary>Reasons why a considered line is not charged, as reports spell them.</summary>
internal static class Reasons
{
    /// <summary>Both amounts are 0.</summary>
    public const string ZeroAmount = "zeroAmount";

    /// <summary>Another system has billed the date.</summary>
    public const string BilledElsewhere = "billedElsewhere";

    /// <summary>The date has not come in the customer's time zone.</summary>
    public const string NotYetDate = "notYetDate";

    /// <summary>It was posted before and stands.</summary>
    public const string AlreadyCharged = "alreadyCharged";

    /// <summary>It was posted before and reversed, and is not to be charged again.</summary>
    public const string Reversed = "reversed";
}
