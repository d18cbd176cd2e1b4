namespace PackageBilling.Billing;

/// <summary>All that a decision needs to know of one customer, as known at one position.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="TimeZone">Its zone, to compare with those in which the date had not come yet.</param>
/// <param name="CreditLimit">How far below zero the credit may go.</param>
/// <param name="Credit">Its credit.</param>
/// <param name="AccountVersion">The version of the account's stream that the credit is of.</param>
/// <param name="Assignments">The assignments that may be due, in ordinal order of their ids.</param>
internal sealed record CustomerBook(
    string CustomerId,
    string Currency,
    string TimeZone,
    decimal CreditLimit,
    decimal Credit,
    long AccountVersion,
    IReadOnlyList<AssignmentBook> Assignments);

/// <summary>An assignment, as known at one position, with what was posted for one date.</summary>
/// <param name="Number">The position of its first event: a short key for the exactly-once index.</param>
/// <param name="AssignmentId">Its id.</param>
/// <param name="PackageId">Its package.</param>
/// <param name="Did">Its DID.</param>
/// <param name="Start">First day, inclusive.</param>
/// <param name="End">Last day, inclusive; null while it is open.</param>
/// <param name="BilledThrough">The last date that another system has billed.</param>
/// <param name="Quantity">Units before the first change.</param>
/// <param name="AutoDecrement">Whether its lines take credit, before the first change.</param>
/// <param name="Changes">Changes in the order in which they were recorded.</param>
/// <param name="Setup">What was posted of setup, ever.</param>
/// <param name="Recurring">What was posted of recurring for the date.</param>
/// <param name="MinimumSpend">What was posted of minimum spend for the date.</param>
internal sealed record AssignmentBook(
    long Number,
    string AssignmentId,
    string PackageId,
    string? Did,
    DateOnly Start,
    DateOnly? End,
    DateOnly? BilledThrough,
    int Quantity,
    bool AutoDecrement,
    IReadOnlyList<AssignmentChange> Changes,
    Posted Setup,
    Posted Recurring,
    Posted MinimumSpend)
{
    /// <summary>What the calls of the interval that is settled came to, after free minutes.</summary>
    public decimal Spend { get; init; }

    /// <summary>The quantity on a date: of the change with the latest effectiveFrom at or before it, the later recorded of two.</summary>
    public int QuantityOn(DateOnly date)
    {
        var quantity = Quantity;
        var from = DateOnly.MinValue;
        foreach (var change in Changes)
            if (change.Quantity is { } changed && change.EffectiveFrom <= date && change.EffectiveFrom >= from)
                (quantity, from) = (changed, change.EffectiveFrom);
        return quantity;
    }

    /// <summary>Whether lines of a date take credit; like <see cref="QuantityOn"/>.</summary>
    public bool AutoDecrementOn(DateOnly date)
    {
        var flag = AutoDecrement;
        var from = DateOnly.MinValue;
        foreach (var change in Changes)
            if (change.AutoDecrement is { } changed && change.EffectiveFrom <= date && change.EffectiveFrom >= from)
                (flag, from) = (changed, change.EffectiveFrom);
        return flag;
    }
}

/// <summary>Quantity or flag from a date on; null leaves it as it was.</summary>
internal sealed record AssignmentChange(DateOnly EffectiveFrom, int? Quantity, bool? AutoDecrement);

/// <summary>What the exactly-once index says of one key.</summary>
/// <param name="Times">How often it was ever posted, reversed ones included: the next posting is number Times + 1.</param>
/// <param name="Stands">Whether one of the postings counts as posted: it was not reversed, or it was and is not to be charged again.</param>
/// <param name="IsReversed">Whether all postings that count were reversed.</param>
internal readonly record struct Posted(int Times, bool Stands, bool IsReversed = false)
{
    /// <summary>Of a key that was posted, by the state of its postings that holds.</summary>
    public static Posted Of(int times, PostedState state) => new(times, state != PostedState.Open, state == PostedState.Reversed);
}

/// <summary>What became of a posting. Of several postings of one key the lowest state holds.</summary>
internal enum PostedState
{
    /// <summary>It was not reversed.</summary>
    Standing = 0,

    /// <summary>It was reversed for good and goes on counting as posted.</summary>
    Reversed = 1,

    /// <summary>It was reversed to be charged again.</summary>
    Open = 2,
}
