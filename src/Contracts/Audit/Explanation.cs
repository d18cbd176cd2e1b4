namespace PackageBilling.Contracts;

/// <summary>One step of an explanation: a sentence, and the event that it rests on when it rests on one.</summary>
public sealed record ExplainedStep(string Text, ExplainedEvent? Event);

/// <summary>An event with who recorded it, when and why.</summary>
/// <param name="Position">Its number in the log.</param>
/// <param name="Type">Its type.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why, when a reason was given.</param>
/// <param name="RequestId">The request or run that it belongs to.</param>
/// <param name="ActorKeyId">The id of the key it was done with; null for the product itself.</param>
public sealed record ExplainedEvent(
    long Position, string Type, string Stream, DateTimeOffset RecordedAt, string Actor, string? Reason,
    string? RequestId, string? ActorKeyId);

/// <summary>What made a charge line.</summary>
/// <param name="ChargeId">The line.</param>
/// <param name="RunId">The run that posted it; null for a restatement line.</param>
/// <param name="Line">The line itself.</param>
/// <param name="IsReversed">Whether it was reversed since.</param>
/// <param name="Steps">The events and the arithmetic, step by step.</param>
/// <param name="Calls">
/// For minimum spend the calls that it counted, as known when it was decided; for a line of a package that grants free
/// minutes the calls recorded by now that used the window of its date; null for all others.
/// </param>
/// <param name="RestatementId">The restatement that posted it; null for a run's line.</param>
public sealed record ChargeExplanation(
    string ChargeId, string? RunId, ReportLine Line, bool IsReversed, IReadOnlyList<ExplainedStep> Steps,
    CountedCalls? Calls, string? RestatementId = null)
{
    /// <summary>Whether it was reversed to be charged again by the next run of its date.</summary>
    public bool ChargeAgain { get; init; }
}

/// <summary>What an assignment owes on a date, and why it was or was not charged.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="AssignmentId">The assignment.</param>
/// <param name="Date">The business date.</param>
/// <param name="Outcome">
/// <c>wouldBeCharged</c>: a run now would post it; <c>alreadyCharged</c>, <c>skipped</c>, <c>quarantined</c> as in a
/// run's report; <c>notDue</c>: a run does not consider it.
/// </param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Position">The position of the log that this was decided at.</param>
/// <param name="Lines">The lines that a run considers.</param>
/// <param name="NextDue">The dates after this one on which something is due, the next few.</param>
/// <param name="Steps">The events and rules behind it.</param>
public sealed record DateExplanation(
    string CustomerId,
    string AssignmentId,
    DateOnly Date,
    string Outcome,
    string Reason,
    long Position,
    IReadOnlyList<ReportLine> Lines,
    IReadOnlyList<DateOnly> NextDue,
    IReadOnlyList<ExplainedStep> Steps);
