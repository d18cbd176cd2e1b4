namespace PackageBilling.Billing.Runs;

/// <summary>A run as the log holds it: what was asked for, and its parts. Read from the log alone.</summary>
internal sealed record RecordedRun(
    ChargeRunStarted Started, long StartedAt, long EndedAt, IReadOnlyList<ChargeRunPartPosted> Parts)
{
    /// <summary>The lowest position that a part was decided at, as the run shows it.</summary>
    public long Position => Parts.Count == 0 ? StartedAt : Parts.Min(part => part.Position);

    /// <summary>Reads a run that has ended.</summary>
    /// <exception cref="ProblemException">There is none, or it is still under way.</exception>
    public static async Task<RecordedRun> Load(IEventLog log, string runId, CancellationToken ct)
    {
        var stream = await log.ReadStream(Streams.Run(runId), ct);
        if (stream is not [{ Data: ChargeRunStarted started } first, ..])
            throw Problem.NotFound("runId", "charge run", runId);
        if (stream[^1] is not { Data: ChargeRunCompleted or ChargeRunFailed or ChargeRunCancelled } last)
            throw Problem.Conflict("runId", "is still running; replay it when it has ended");
        var parts = new List<ChargeRunPartPosted>();
        await foreach (var stored in log.ReadAll(first.Position, last.Position, [typeof(ChargeRunPartPosted)], ct))
            if (stored.Data is ChargeRunPartPosted part && part.RunId == runId) parts.Add(part);
        return new(started, first.Position, last.Position, parts);
    }
}
