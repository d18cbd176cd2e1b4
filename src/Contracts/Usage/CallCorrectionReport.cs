namespace PackageBilling.Contracts;

/// <summary>What is done to calls that were recorded wrongly (api: usage).</summary>
public enum CallCorrectionKind
{
    /// <summary>They count no more.</summary>
    Void,

    /// <summary>They are rated again by what is known now.</summary>
    Rerate,
}

/// <summary>Why the calls of a package now count differently.</summary>
public enum CallCorrectionCause
{
    /// <summary>They were voided.</summary>
    Voided,

    /// <summary>The package was not assigned when they were rated.</summary>
    Assigned,

    /// <summary>The assignment has ended, was cancelled or is paused on their date.</summary>
    NotActive,

    /// <summary>It covers other destinations or grants another number of minutes than was known then.</summary>
    TermsChanged,

    /// <summary>Other calls now use more or fewer of its minutes.</summary>
    OtherCalls,
}

/// <summary>What a void or a re-rating of calls changes.</summary>
/// <param name="CorrectionId">Its id in the log; null when it was simulated.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Simulate">Whether nothing was written.</param>
/// <param name="Position">The position of the log up to which facts counted.</param>
/// <param name="Calls">The calls that were asked for and count.</param>
/// <param name="Changed">Those of them that change.</param>
/// <param name="Erased">Those whose numbers were erased: they can't be rated again and stay as they are.</param>
/// <param name="ByCurrency">The sums in each currency.</param>
/// <param name="Customers">The effect by customer, in the order of ids; the first 1,000 that change.</param>
/// <param name="Packages">The effect on free minutes by customer, package and assignment; the first 1,000.</param>
/// <param name="Changes">The calls that change, in the order in which they were rated; the first 1,000.</param>
public sealed record CallCorrectionReport(
    string? CorrectionId, CallCorrectionKind Kind, bool Simulate, long Position, long Calls, long Changed, long Erased,
    IReadOnlyList<CorrectedCurrency> ByCurrency, IReadOnlyList<CorrectedCustomer> Customers,
    IReadOnlyList<CorrectedPackage> Packages, IReadOnlyList<CallChange> Changes);

/// <summary>What the calls that change come to in one currency.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Changed">How many change.</param>
/// <param name="ChargedBefore">What they were charged.</param>
/// <param name="ChargedAfter">What they are charged afterwards.</param>
public sealed record CorrectedCurrency(string Currency, long Changed, decimal ChargedBefore, decimal ChargedAfter);

/// <summary>What the calls of a customer that change come to.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Changed">How many change.</param>
/// <param name="FreeSecondsBefore">Seconds of them that were free.</param>
/// <param name="FreeSecondsAfter">Seconds of them that are free afterwards.</param>
/// <param name="ChargedBefore">What they were charged.</param>
/// <param name="ChargedAfter">What they are charged afterwards.</param>
public sealed record CorrectedCustomer(
    string CustomerId, string Currency, long Changed, long FreeSecondsBefore, long FreeSecondsAfter,
    decimal ChargedBefore, decimal ChargedAfter);

/// <summary>What changes of the free minutes of one assignment.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PackageId">The package; null when the assignment was cancelled since.</param>
/// <param name="AssignmentId">The assignment.</param>
/// <param name="Changed">How many calls change what they use of it.</param>
/// <param name="SecondsBefore">Seconds that they used of it.</param>
/// <param name="SecondsAfter">Seconds that they use of it afterwards.</param>
/// <param name="Cause">Why, by the first of these calls.</param>
public sealed record CorrectedPackage(
    string CustomerId, string? PackageId, string AssignmentId, long Changed, long SecondsBefore, long SecondsAfter,
    CallCorrectionCause Cause);

/// <summary>One call that changes.</summary>
/// <param name="CallId">The switch's id.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LocalDate">The date that it belongs to.</param>
/// <param name="FreeSecondsBefore">Seconds that were free.</param>
/// <param name="FreeSecondsAfter">Seconds that are free afterwards.</param>
/// <param name="ChargedBefore">What it was charged.</param>
/// <param name="ChargedAfter">What it is charged afterwards; 0 when it is voided.</param>
public sealed record CallChange(
    string CallId, string CustomerId, DateTimeOffset StartedAt, DateOnly LocalDate, int FreeSecondsBefore,
    int FreeSecondsAfter, decimal ChargedBefore, decimal ChargedAfter);
