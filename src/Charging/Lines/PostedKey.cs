namespace PackageBilling.Charging.Lines;

/// <summary>The exactly-once key of a line (I3): it holds no clock and no random part.</summary>
/// <param name="PostingDate">The run's date, for setup the assignment's start.</param>
/// <param name="AssignmentKey">The assignment's short key.</param>
/// <param name="Kind">What is charged.</param>
/// <param name="Occurrence">1, and more when it was charged again.</param>
public readonly record struct PostedKey(DateOnly PostingDate, long AssignmentKey, ChargeKind Kind, int Occurrence);
