namespace PackageBilling.Billing.Runs;

/// <summary>What pausing, resuming and cancelling a run have in common.</summary>
internal static class StateChange
{
    /// <summary>Decides with the run's gate closed, so that once this is answered no part is posted
    /// that was not before.</summary>
    /// <param name="log">Where the run's events are.</param>
    /// <param name="source">Where its gate is.</param>
    /// <param name="runId">The run.</param>
    /// <param name="decide">The event to append; null when the run is in that state already.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ProblemException">There is no such run, or it does not take this any more.</exception>
    public static async Task<ChargeRunAsked> ChangeState(
        this CommandLog log, NpgsqlDataSource source, string runId,
        Func<RunState, object?> decide, CancellationToken ct)
    {
        await using var closed = await RunGate.Close(source, runId, ct);
        var (run, version) = await log.Load<RunState>(Streams.Run(runId), RunState.Evolve, ct);
        if (run is null) throw Problem.NotFound("runId", "charge run", runId);
        object[] facts = decide(run) is { } fact ? [fact] : [];
        return await log.Commit(new ChargeRunAsked(runId), ct, new StreamAppend(Streams.Run(runId), version, facts));
    }

    /// <summary>The refusal of a run that has ended in another way than the one asked for.</summary>
    public static ProblemException HasEnded(RunState run) =>
        Problem.Conflict("runId", $"run {run.Run.RunId} has ended: it is {RunView.StatusText(run.Phase)}");
}
