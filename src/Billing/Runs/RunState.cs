namespace PackageBilling.Billing.Runs;

/// <summary>Where a run stands, folded from its stream.</summary>
/// <param name="Run">What was asked for.</param>
/// <param name="Phase">Whether it goes on, stands still or has ended.</param>
/// <param name="Shares">What several nodes do one each; null for a run that one node does.</param>
internal sealed record RunState(ChargeRunStarted Run, RunPhase Phase, IReadOnlyList<RunShare>? Shares = null)
{
    public static RunState? Evolve(RunState? state, object fact) => fact switch
    {
        ChargeRunStarted started => new(started, RunPhase.Running),
        ChargeRunDivided divided => state! with { Shares = RunShare.Of(divided.Bounds) },
        ChargeRunPaused => state! with { Phase = RunPhase.Paused },
        ChargeRunResumed => state! with { Phase = RunPhase.Running },
        ChargeRunCompleted => state! with { Phase = RunPhase.Completed },
        ChargeRunFailed => state! with { Phase = RunPhase.Failed },
        ChargeRunCancelled => state! with { Phase = RunPhase.Cancelled },
        _ => throw new InvalidOperationException($"A run does not know {fact.GetType().Name}."),
    };

    /// <summary>The state that a stream leads to; null for an empty one.</summary>
    public static RunState? Of(IEnumerable<StoredEvent> stream) =>
        stream.Aggregate((RunState?)null, (state, stored) => Evolve(state, stored.Data));
}

/// <summary>The phases of a run.</summary>
internal enum RunPhase
{
    /// <summary>It is carried out.</summary>
    Running,

    /// <summary>Nothing of it is posted until it is resumed.</summary>
    Paused,

    /// <summary>Every customer asked for was decided and posted.</summary>
    Completed,

    /// <summary>It was given up after an error.</summary>
    Failed,

    /// <summary>It was ended by somebody before it was complete.</summary>
    Cancelled,
}
