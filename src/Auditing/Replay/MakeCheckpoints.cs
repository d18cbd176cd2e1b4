using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Writes the book down from time to time in the background: reads the last checkpoint, folds what was recorded since,
/// writes what has changed and seals it. One node at a time does it, and stands back when a run or an import begins.
/// </summary>
internal sealed class MakeCheckpoints(
    NpgsqlDataSource source, IEventLog log, Checkpoints checkpoints, FoldedBooks books, Disturbances disturbances,
    TimeProvider clock, ILogger<MakeCheckpoints> logger) : BackgroundService
{
    private const string Lock = "hashtextextended('audit.checkpoints', 0)";

    private readonly TaskCompletionSource _tidied = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckpointLimits.Pause, clock);
        var (seen, waited, isTidy) = (0L, 0, false);
        do
        {
            try
            {
                if (!isTidy) await Tidy(stoppingToken);
                isTidy = true;
                _tidied.TrySetResult();
                var tail = await log.Tail(stoppingToken);
                waited = await Look(seen, tail, waited, stoppingToken);
                seen = tail;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "No checkpoint of the book could be made; trying again: {Reason}",
                    e.Message);
                isTidy = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>
    /// Makes a checkpoint if one is due and it would disturb nobody, or if it has waited long enough.
    /// </summary>
    /// <param name="since">The end of the log at the last look.</param>
    /// <param name="tail">Its end now.</param>
    /// <param name="waited">How many times in a row it has waited.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>How many times it has waited now.</returns>
    internal async Task<int> Look(long since, long tail, int waited, CancellationToken ct)
    {
        var standsBack = waited < CheckpointLimits.Pauses;
        if (standsBack && await disturbances.AreAny(since, ct)) return waited + 1;
        if (!await IsDue(tail, ct)) return 0;
        if (standsBack) return await MakeInQuiet(CheckpointLimits.Positions, ct) ? 0 : waited + 1;
        await Make(CheckpointLimits.Positions, ct);
        return 0;
    }

    /// <summary>Makes checkpoints up to now, every so many positions.</summary>
    /// <returns>How many were made; null while another node makes one.</returns>
    public Task<int?> Make(long positions, CancellationToken ct) => Make(positions, CancellationToken.None, ct);

    /// <summary>
    /// Makes checkpoints up to now, unless a run or an import begins meanwhile: then the unsealed one is removed.
    /// </summary>
    /// <returns>Whether it did not stand back.</returns>
    public async Task<bool> MakeInQuiet(long positions, CancellationToken ct)
    {
        using var standBack = new CancellationTokenSource();
        var making = Make(positions, standBack.Token, ct);
        var looking = disturbances.CameBefore(making, ct);
        await Task.WhenAny(looking);
        if (looking is not { IsCompletedSuccessfully: true, Result: false }) await standBack.CancelAsync();
        var isMade = await making is not null || !standBack.IsCancellationRequested;
        await looking;
        if (!isMade) logger.LogInformation("A checkpoint of the book stands back: a run began, or others write");
        // The book was as large as all customers, and whatever began meanwhile needs the memory.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return isMade;
    }

    private async Task<int?> Make(long positions, CancellationToken standBack, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(standBack, ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        if (!await Is($"SELECT pg_try_advisory_lock({Lock})", connection, ct)) return null;
        try
        {
            return await MakeAll(positions, stop.Token);
        }
        catch (OperationCanceledException) when (standBack.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Still under the lock, so that what another node begins is not deleted.
            await Sweep(ct);
            return null;
        }
        finally
        {
            // A broken connection has released the lock already.
            if (connection.State == System.Data.ConnectionState.Open)
                await Is($"SELECT pg_advisory_unlock({Lock})", connection, CancellationToken.None);
        }
    }

    /// <summary>
    /// A block of a checkpoint that was never sealed; null when there is none, or while a node makes a checkpoint,
    /// since its blocks come before its seal. None begins while this looks. What an interrupted one left behind is
    /// removed first.
    /// </summary>
    public async Task<(long Number, string Name)?> Unsealed(CancellationToken ct)
    {
        await _tidied.Task.WaitAsync(ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        if (!await Is($"SELECT pg_try_advisory_lock({Lock})", connection, ct)) return null;
        try
        {
            return await checkpoints.Unsealed(ct);
        }
        finally
        {
            // A broken connection has released the lock already.
            if (connection.State == System.Data.ConnectionState.Open)
                await Is($"SELECT pg_advisory_unlock({Lock})", connection, CancellationToken.None);
        }
    }

    private async Task Tidy(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        if (!await Is($"SELECT pg_try_advisory_lock({Lock})", connection, ct)) return;
        await Sweep(ct);
        await Is($"SELECT pg_advisory_unlock({Lock})", connection, ct);
    }

    private async Task Sweep(CancellationToken ct) =>
        await checkpoints.Sweep(await Last(ct) is { } last ? last.Number : 0, ct);

    private async Task<BookCheckpointSealed?> Last(CancellationToken ct) =>
        (await log.ReadLast(AuditStreams.Checkpoints, ct))?.Data as BookCheckpointSealed;

    private async Task<bool> IsDue(long tail, CancellationToken ct)
    {
        var last = await Last(ct);
        return tail - (last?.Position ?? 0) >= Math.Max(CheckpointLimits.Positions, last?.Rows ?? 0);
    }

    private async Task<int> MakeAll(long positions, CancellationToken ct)
    {
        var safe = Math.Min(await log.SafePosition(ct), await log.Tail(ct));
        var sealedLast = await log.ReadLast(AuditStreams.Checkpoints, ct);
        var last = sealedLast?.Data as BookCheckpointSealed;
        await checkpoints.Sweep(last?.Number ?? 0, ct);
        // Nothing was recorded since but the seal of the last one.
        if (sealedLast?.Position == safe) return 0;
        var (book, before) = await books.ToGoOn(last, ct);
        var made = 0;
        for (var (from, to) = (book.Position, 0L); from < safe; from = to)
        {
            to = Math.Min(safe, from + Math.Max(positions, book.Size));
            // The last step includes the rest if that is short.
            if (safe - to < positions / 2) to = safe;
            await foreach (var stored in LogReading.EventsAhead(log, from, to, LogBook.EventTypes, ct))
                book.Apply(stored);
            book.Position = to;
            (last, before) = await Seal(book, last, before, ct);
            made++;
        }
        return made;
    }

    private async Task<(BookCheckpointSealed, Dictionary<string, CheckpointBlock>)> Seal(
        LogBook book, BookCheckpointSealed? last, Dictionary<string, CheckpointBlock> before, CancellationToken ct)
    {
        var number = (last?.Number ?? 0) + 1;
        var blocks = new SortedDictionary<string, CheckpointBlock>(StringComparer.Ordinal);
        await foreach (var (block, content) in CheckpointDraft.Of(book, number, before, checkpoints.Content, ct))
        {
            await checkpoints.Keep(number, block, content, ct);
            blocks.Add(block.Name, block);
        }
        var made = new BookCheckpointSealed(number, book.Position, BookFormat.Number, Chain.RootOf(blocks.Values),
            blocks.Count, book.Size, last?.Seal ?? Chain.Start, "");
        made = made with { Seal = Chain.SealOf(made) };
        await log.Append(
            [new(AuditStreams.Checkpoints, number - 1, [made])], new(clock.GetUtcNow(), "checkpoints"), null, ct);
        book.Postings.Clear();
        book.Spend.Clear();
        logger.LogInformation(
            "Checkpoint {Number} of the book at position {Position}: {Rows} customers and assignments", number,
            made.Position, made.Rows);
        return (made, new(blocks, StringComparer.Ordinal));
    }

    private static async Task<bool> Is(string sql, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
