namespace PackageBilling.Auditing.Replay;

/// <summary>
/// What needs the machine more than a checkpoint of the book does: a charge run on any node, or heavy writing such as
/// an import.
/// </summary>
internal sealed class Disturbances(NpgsqlDataSource source, IEventLog log, TimeProvider clock)
{
    /// <summary>Whether a run is under way, or much was written after a position.</summary>
    public async Task<bool> AreAny(long since, CancellationToken ct)
    {
        if (await log.Tail(ct) - since > CheckpointLimits.Busy) return true;
        await using var command = source.CreateCommand(
            "SELECT EXISTS (SELECT FROM billing.charge_runs WHERE status = 'running')");
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Whether there was one before some work ended or failed.</summary>
    public async Task<bool> CameBefore(Task work, CancellationToken ct)
    {
        var since = await log.Tail(ct);
        while (!work.IsCompleted)
        {
            if (await AreAny(since, ct)) return true;
            await Task.WhenAny(work, Task.Delay(CheckpointLimits.Look, clock, ct));
        }
        return false;
    }
}
