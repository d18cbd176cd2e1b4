namespace PackageBilling.Charging.Lines;

/// <summary>Reasons why a considered line is not charged, as reports spell them.</summary>
public static class Reasons
{
    /// <summary>Both amounts are 0.</summary>
    public const string ZeroAmount = "zeroAmount";

    /// <summary>Another system has billed the date.</summary>
    public const string BilledElsewhere = "billedElsewhere";

    /// <summary>The date has not come in the customer's time zone.</summary>
    public const string NotYetDate = "notYetDate";

    /// <summary>It was posted before, and that posting stands.</summary>
    public const string AlreadyCharged = "alreadyCharged";

    /// <summary>It was posted before and reversed, and is not to be charged again.</summary>
    public const string Reversed = "reversed";
}
