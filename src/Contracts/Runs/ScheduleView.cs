namespace PackageBilling.Contracts;

/// <summary>The schedule as the interface shows it.</summary>
/// <param name="Enabled">Whether the node that answers schedules.</param>
/// <param name="RunAt">The local time from which a date is run.</param>
/// <param name="FirstStarted">When the scheduler began; no date from before it is run.</param>
/// <param name="Zones">Every time zone that customers live in.</param>
/// <param name="Attention">
/// Runs of the schedule that failed, were cancelled or left lines out, until a later run of the date has put them
/// right, and those that are paused; the newest first.
/// </param>
public sealed record ScheduleView(
    bool Enabled, string RunAt, DateTimeOffset? FirstStarted, IReadOnlyList<ScheduledZone> Zones,
    IReadOnlyList<RunToAttend> Attention);

/// <summary>A time zone; its next date is unknown until the scheduler has begun.</summary>
public sealed record ScheduledZone(
    string TimeZone, DateOnly? LastDate, string? LastRunId, DateOnly? NextDate, DateTimeOffset? NextAt, long Customers);

/// <summary>
/// A run that failed, was cancelled, is paused, or that left lines out because their data contradict each other.
/// </summary>
public sealed record RunToAttend(
    string RunId, string Kind, DateOnly Date, string Status, IReadOnlyList<string>? Zones, int? Customers,
    int Quarantined, string? Error);
