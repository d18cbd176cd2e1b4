using Microsoft.Extensions.Logging;
using PackageBilling.Messaging;

namespace PackageBilling.Billing.Runs;

/// <summary>Decides whether several nodes do a run and into what it is divided then, and has the shares done.</summary>
internal sealed class RunShares(
    NpgsqlDataSource source, IEventLog log, INodes nodes, TimeProvider clock, ILogger<RunShares> logger)
{
    /// <summary>How often it is looked whether nodes have done their shares.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Divides a run that several nodes can do, before its first part; whether it did.</summary>
    /// <exception cref="StreamConflictException">The run was paused, resumed or ended.</exception>
    public async Task<bool> Divide(ChargeRunStarted run, long version, EventMetadata metadata, CancellationToken ct)
    {
        if (await Bounds(run, ct) is not { Count: > 0 } bounds) return false;
        await log.Append([new(Streams.Run(run.RunId), version, [new ChargeRunDivided(run.RunId, bounds)])],
            metadata with { RecordedAt = clock.GetUtcNow() }, null, ct);
        logger.LogInformation("Charge run {RunId} is divided into {Shares} shares", run.RunId, bounds.Count + 1);
        return true;
    }

    /// <summary>Has all shares of a run done by any nodes, and takes what they did into its progress.</summary>
    /// <exception cref="RunMovedOnException">The run was paused, resumed or ended.</exception>
    public async Task RunAll(RunState state, RunProgress progress, long startedAt, CancellationToken ct)
    {
        var runId = state.Run.RunId;
        var left = state.Shares!.Select(share =>
            (share.Number, Progress: new RunProgress(state.Run, progress.Version, share))).ToList();
        var sent = false;
        for (var read = startedAt; ;)
        {
            var through = await log.SafePosition(ct);
            await foreach (var stored in log.ReadAll(read, through, [typeof(ChargeRunPartPosted)], ct))
                if (stored.Data is ChargeRunPartPosted part && part.RunId == runId)
                {
                    progress.Add(part);
                    foreach (var share in left) share.Progress.Add(part);
                }
            read = Math.Max(read, through);
            left.RemoveAll(share => share.Progress.IsDone);
            if (left.Count == 0) return;
            if ((await log.ReadLast(Streams.Run(runId), ct))!.Version != progress.Version)
                throw new RunMovedOnException(runId);

            // A node that takes the run over sends them again: those that wait or are in hand stay as they are.
            if (!sent) await nodes.Send(left.ConvertAll(one => new PostShare(runId, one.Number, progress.Version)), ct);
            sent = true;
            await Task.Delay(Look, clock, ct);
        }
    }

    private async Task<IReadOnlyList<string>> Bounds(ChargeRunStarted run, CancellationToken ct)
    {
        if (run.CustomerIds is not null) return [];
        var alive = (await nodes.All(ct)).Count(node => node.IsAlive);
        return alive < 2 ? []
            : await RunCustomers.Bounds(
                source, run.Zones, alive * RunLimits.SharesPerNode, RunLimits.CustomersPerShare, ct);
    }
}
