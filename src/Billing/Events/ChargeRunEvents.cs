namespace PackageBilling.Billing.Events;

/// <summary>A run was asked for. All that its decisions take from outside the log is here.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="Kind">How it came about.</param>
/// <param name="Date">The one business date that it processes.</param>
/// <param name="CustomerIds">The customers it is for, sorted ordinally; null for all.</param>
/// <param name="AssignmentIds">The assignments it is for, sorted ordinally; null for all of these customers.</param>
/// <param name="NotYetZones">The time zones in which the date had not come yet when it was asked for.</param>
/// <param name="EngineVersion">The version of the rules that decide it.</param>
/// <param name="Zones">The time zones it is for, sorted ordinally: only customers who live there. Null for all.</param>
/// <param name="PreviewedAt">The position of the simulation whose lines it posts;
/// null when it was asked for without one.</param>
public sealed record ChargeRunStarted(
    string RunId,
    RunKind Kind,
    DateOnly Date,
    IReadOnlyList<string>? CustomerIds,
    IReadOnlyList<string>? AssignmentIds,
    IReadOnlyList<string> NotYetZones,
    string EngineVersion,
    IReadOnlyList<string>? Zones = null,
    long? PreviewedAt = null);

/// <summary>How a run came about.</summary>
public enum RunKind
{
    /// <summary>Asked for by somebody: posts what is not posted yet.</summary>
    ChargeRun,

    /// <summary>Run Package: charges again on purpose.</summary>
    RunPackage,

    /// <summary>Started by the schedule, for the zones in which the date is due:
    /// posts what is not posted yet.</summary>
    Scheduled,

    /// <summary>A date that was run before, for customers to whom it applies since:
    /// posts what is not posted yet.</summary>
    BillPast,
}

/// <summary>
/// A run was divided into shares, ranges of customers in their order, so that several nodes can do one each. It is
/// divided once: a share has the same customers whoever does it, and its parts have numbers that no other share's have.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Bounds">The last customer of each share but the last one, which ends with the last customer.</param>
public sealed record ChargeRunDivided(string RunId, IReadOnlyList<string> Bounds);

/// <summary>A part of a run is done: in one transaction with the lines it posted.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Part">Its number in the run, from 1.</param>
/// <param name="Position">The position of the log that it was decided at.</param>
/// <param name="After">All customers above this id, ordinally, …</param>
/// <param name="Through">… up to and with this one are done, but for the <paramref name="Deferred"/>.
/// Null after the last customer.</param>
/// <param name="Customers">The deferred customers of an earlier part that this one decided again;
/// null for a part of the range.</param>
/// <param name="Deferred">Customers to be decided again, because their account had moved on since the position.</param>
/// <param name="FirstPosition">The lowest position of the part's lines in the log; 0 when it posted none.</param>
/// <param name="LastPosition">The highest one; 0 when it posted none.</param>
/// <param name="Totals">What it did.</param>
/// <param name="NotCharged">Every line that was considered and not charged, with the reason.</param>
public sealed record ChargeRunPartPosted(
    string RunId,
    int Part,
    long Position,
    string After,
    string? Through,
    IReadOnlyList<string>? Customers,
    IReadOnlyList<string> Deferred,
    long FirstPosition,
    long LastPosition,
    RunTotals Totals,
    IReadOnlyList<UnchargedLine> NotCharged);

/// <summary>A run is complete: every customer asked for was decided and posted.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Position">The lowest position of the log that a part was decided at.</param>
/// <param name="Totals">The sum of its parts.</param>
public sealed record ChargeRunCompleted(string RunId, long Position, RunTotals Totals);

/// <summary>A run was given up. What its parts posted stays; a new run of the date posts the rest.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Error">What went wrong.</param>
public sealed record ChargeRunFailed(string RunId, string Error);

/// <summary>A run stands still: nothing of it is posted until it is resumed. Who asked for it and why is stored
/// with the event.</summary>
/// <param name="RunId">The run.</param>
public sealed record ChargeRunPaused(string RunId);

/// <summary>A run that stood still goes on with what is left.</summary>
/// <param name="RunId">The run.</param>
public sealed record ChargeRunResumed(string RunId);

/// <summary>
/// A run was ended before it was complete. What its parts posted stays; a new run of the date posts the rest. Who asked
/// for it and why is stored with the event.
/// </summary>
/// <param name="RunId">The run.</param>
public sealed record ChargeRunCancelled(string RunId);

/// <summary>A line that was considered and not charged.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">The customer's currency.</param>
/// <param name="Outcome">alreadyCharged, skipped or quarantined.</param>
/// <param name="Reason">Why.</param>
/// <param name="Line">The line as it would have been charged.</param>
public sealed record UnchargedLine(
    string CustomerId, string Currency, LineOutcome Outcome, string Reason, ChargeLine Line);
