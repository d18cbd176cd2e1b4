namespace PackageBilling.Charging.Runs;

/// <summary>A line as decided, charged or not.</summary>
/// <param name="Line">The line.</param>
/// <param name="AssignmentKey">The short key of its assignment.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Reason">Why it is not charged (<see cref="Reasons"/>, or an error); null when it is.</param>
public readonly record struct DecidedLine(ChargeLine Line, long AssignmentKey, LineOutcome Outcome, string? Reason)
{
    /// <summary>Its exactly-once key.</summary>
    public PostedKey Key => new(Line.PostingDate, AssignmentKey, Line.Kind, Line.Occurrence);
}
