using System.Text.Json;

namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Recomputes everything that was ever sealed from the log alone, and names the first difference (I14). The log is read
/// as a stream, twice: as bare rows for the blocks, and as events for everything else.
/// </summary>
internal sealed class Verification(
    NpgsqlDataSource source, IEventLog log, LogInspection inspection, ISubscriptions subscriptions, BlockChain blocks,
    MakeBlocks making, SealedRuns seals, StoredSeals storedSeals, Checkpoints checkpoints,
    MakeCheckpoints makingCheckpoints, KeepHead keptHead, HeadSigner signer)
{
    private static readonly Type[] Types =
    [
        .. BookCheck.EventTypes, typeof(PaymentReceived), typeof(CreditAdjusted), typeof(ChargesPosted),
        typeof(LineReversed), typeof(ChargesRestated), typeof(AccruedInvoiced), typeof(InvoiceIssued),
        typeof(ChargeRunStarted), typeof(ChargeRunPartPosted), typeof(ChargeRunCompleted), typeof(ChargeRunFailed),
        typeof(ChargeRunCancelled), typeof(RunSealed),
    ];

    /// <summary>Verifies all that is known to be committed now.</summary>
    /// <param name="head">A head that was handed out earlier, which must still be in the chains.</param>
    /// <param name="progress">Gets a report from time to time.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<VerificationView> Run(
        ChainHead head, IProgress<VerificationProgress>? progress, CancellationToken ct)
    {
        await seals.WaitBriefly(ct);
        await making.CatchUp(ct);
        var through = Math.Min(await log.SafePosition(ct), await log.Tail(ct));
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        var (byBlock, bySeal) = (new BlockCheck(source, inspection, blocks), new SealCheck());
        var (byAccount, byCorrection) = (new AccountCheck(), new CorrectionCheck());
        var byInvoice = new InvoiceCheck();
        var byIndex = new IndexCheck(IndexedLines.Posted, numbers);
        var byReversed = new IndexCheck(IndexedLines.Reversed, numbers);
        var byBook = new BookCheck();
        var (byCheckpoint, byStream) = (new CheckpointCheck(checkpoints), new StreamCheck(inspection));
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var telling = Tell(progress, byBlock, bySeal, through, watch.Token);
        var rows = byBlock.Run(head.Block, ct);
        Action<StoredEvent>[] checks =
            [bySeal.Take, byIndex.Take, byReversed.Take, byAccount.Take, byCorrection.Take,
                byBook.Take, byCheckpoint.Take, byInvoice.Take];
        var unreadable = await Fold(through, checks, byCheckpoint, ct);
        if (unreadable is null)
        {
            await bySeal.Finish(head.Seal, await SealedThrough(ct), storedSeals, ct);
            await byIndex.Finish(source, log, inspection, through, ct);
            await byCorrection.Finish(source, through, ct);
            await CompareAccounts(byAccount, through, ct);
            await byInvoice.Finish(source, through, ct);
            await byBook.Finish(subscriptions, through, ct);
            await byReversed.Finish(source, log, inspection, through, ct);
            await byCheckpoint.Finish(makingCheckpoints, ct);
        }
        await byStream.Run(ct);
        var byMark = await MarkCheck.Run(inspection, ct);
        // Compared after the log was read, so that it is as new as what the checks found.
        var (warning, kept) = await keptHead.Look(ct);
        var byKept = warning is null ? null : new Fault("head", warning, null, null, null, kept?.Head);
        await rows;
        await watch.CancelAsync();
        await telling;

        // A fault that names an event explains the other faults; next to that, a head that is gone does.
        Fault?[] found =
        [
            byBlock.Found, bySeal.Found, byIndex.Found, byReversed.Found, byCorrection.Found, byAccount.Found,
            byBook.Found, byInvoice.Found, byCheckpoint.Found, byStream.Found, byMark, byKept, unreadable,
        ];
        var faults = found.OfType<Fault>()
            .OrderBy(fault => fault.Check switch { "blocks" => 0, "head" => 1, _ => 2 }).ToList();
        var checkedHead = new ChainHead(bySeal.Last, byBlock.Last is { } last ? new(last.Number, last.Hash) : null);
        return new(
            faults.Count == 0, byBlock.Events, bySeal.Runs, Math.Min(through, byBlock.Last?.Last ?? 0),
            checkedHead.Text, faults.FirstOrDefault(), faults,
            signer.Sign(checkedHead.Text));
    }

    private async Task<Fault?> Fold(
        long through, Action<StoredEvent>[] checks, CheckpointCheck checkpointCheck, CancellationToken ct)
    {
        var position = 0L;
        try
        {
            await checkpointCheck.Begin(through, ct);
            await foreach (var stored in LogReading.Ahead(
                log, 0, through, [.. Types.Union(checkpointCheck.EventTypes)], ct))
            {
                position = stored.Position;
                await checkpointCheck.Reach(position, ct);
                foreach (var check in checks) check(stored);
            }
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException
            or NullReferenceException or InvalidCastException or KeyNotFoundException or ArgumentException
            or CheckpointFaultException)
        {
            return new(
                "log", $"an event after position {position} cannot be read: {e.Message}", position, null, null, null);
        }
    }

    private async Task<long> SealedThrough(CancellationToken ct) =>
        (await subscriptions.Status(ct))
            .FirstOrDefault(status => status.Name == SealRuns.SubscriptionName)?.Position ?? 0;

    private async Task CompareAccounts(AccountCheck check, long through, CancellationToken ct)
    {
        await subscriptions.WaitFor(BookProjection.ProjectionName, through, AuditLimits.BookPatience, ct);
        await check.Finish(source, inspection, through, ct);
    }

    private static async Task Tell(
        IProgress<VerificationProgress>? progress, BlockCheck blocks, SealCheck seals, long through,
        CancellationToken ct)
    {
        if (progress is null) return;
        using var timer = new PeriodicTimer(AuditLimits.ProgressPause);
        try
        {
            while (await timer.WaitForNextTickAsync(ct)) progress.Report(new(blocks.Events, seals.Runs, through));
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }
}
