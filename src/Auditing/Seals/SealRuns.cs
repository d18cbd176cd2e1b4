namespace PackageBilling.Auditing.Seals;

/// <summary>
/// Seals every run that has ended (completed, failed or cancelled) in the order of the log: one chain, however many ran
/// at the same time (domain: "Time travel and audit"). Whoever posts a part hashes its leaves, so sealing a large run
/// only takes adding them up.
/// </summary>
internal sealed class SealRuns(IEventLog log, TimeProvider clock) : ISubscription
{
    public const string SubscriptionName = "seals";

    public string Name => SubscriptionName;

    public IReadOnlyCollection<Type> EventTypes { get; } =
        [typeof(ChargeRunCompleted), typeof(ChargeRunFailed), typeof(ChargeRunCancelled)];

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        if (batch.Events.Count == 0) return;
        var sealedNow = new List<RunSealed>();
        var last = await LastSeal(ct);
        foreach (var stored in batch.Events)
            switch (stored.Data)
            {
                case ChargeRunCompleted ended: await Seal(ended.RunId, stored.Position); break;
                case ChargeRunFailed ended: await Seal(ended.RunId, stored.Position); break;
                case ChargeRunCancelled ended: await Seal(ended.RunId, stored.Position); break;
                default: throw new InvalidOperationException($"Nothing is sealed for {stored.Type}.");
            }
        await Append(connection, sealedNow, ct);

        async Task Seal(string runId, long ended)
        {
            var leaves = await PartsToSeal.Take(connection, runId, ended, ct);
            var run = (ChargeRunStarted)(await log.ReadStream(Streams.Run(runId), 0, 1, ct))[0].Data;
            last = Next(last, run, ended, leaves);
            await SealedRuns.Insert(connection, last, ct);
            sealedNow.Add(last);
        }
    }

    /// <summary>The seal that follows another one.</summary>
    public static RunSealed Next(RunSealed? last, ChargeRunStarted run, long ended, RunLeaves leaves)
    {
        var (root, lines) = leaves.Charged.Seal();
        var (notChargedRoot, notCharged) = leaves.NotCharged.Seal();
        var link = new RunSealed(
            run.RunId, (last?.Number ?? 0) + 1, run.Date, run.EngineVersion, ended, root, lines, notChargedRoot,
            notCharged, last?.Seal ?? Chain.Start, "");
        return link with { Seal = Chain.SealOf(link) };
    }

    private async Task<RunSealed?> LastSeal(CancellationToken ct) =>
        (await log.ReadLast(AuditStreams.Seals, ct))?.Data as RunSealed;

    private async Task Append(NpgsqlConnection connection, List<RunSealed> seals, CancellationToken ct)
    {
        if (seals.Count == 0) return;
        var events = seals.ConvertAll(link =>
            new BulkEvent(AuditStreams.Seals, seals[0].Number - 1, typeof(RunSealed), EventJson.Write(link)));
        var appended = await log.AppendBulk(connection, events, new(clock.GetUtcNow(), Name), ct);
        if (appended.Conflicts.Count > 0)
            throw new InvalidOperationException("Somebody else has appended to the chain of seals.");
    }
}
