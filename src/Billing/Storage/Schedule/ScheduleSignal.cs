namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>Has a connection told when the schedule's tables change.</summary>
internal static class ScheduleSignal
{
    /// <summary>The channel.</summary>
    public const string Channel = "schedule_changed";

    /// <summary>What tells everybody that there may be something to do.</summary>
    public const string Send = $"SELECT pg_notify('{Channel}', '')";
}
