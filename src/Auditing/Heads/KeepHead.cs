using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Auditing.Heads;

/// <summary>
/// Keeps the newest head in a file outside the database, and compares the file with the database when the host starts
/// and whenever it looks. While the kept head is not in the chains, the file stays as it is, as evidence, until an
/// operator accepts the log.
/// </summary>
internal sealed class KeepHead(
    HeadSettings settings, KeptHeadCheck check, SealedRuns seals, HeadSigner signer, TimeProvider clock,
    ILogger<KeepHead> logger) : BackgroundService
{
    // Often enough to be in the part of the host's log that somebody reads.
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(10);

    private readonly HeadFile? _file = settings.Path is null ? null : new(settings.Path);
    private readonly SemaphoreSlim _turn = new(1);
    private volatile string? _warning;
    private long _warned;

    /// <summary>
    /// What an operator must look at, in a sentence, as of the last look; null when there is nothing.
    /// </summary>
    public string? Warning => _warning;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_file is null || !settings.Keeps) return;
        using var timer = new PeriodicTimer(AuditLimits.BlockPause, clock);
        do
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogWarning(
                    e, "The head that this host keeps could not be compared with the database; trying again");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Compares, and writes the newest head when all is well.</summary>
    /// <returns>The warning, and the head that was kept before.</returns>
    public async Task<(string? Warning, KeptHead? Kept)> Look(CancellationToken ct)
    {
        if (_file is null) return (null, null);
        await _turn.WaitAsync(ct);
        try
        {
            var (warning, kept) = await Compare(_file, ct);
            Say(warning);
            return (warning, kept);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives up the kept head: its file is renamed, and the newest head takes its place.</summary>
    /// <returns>What the file is called now; null when there was none.</returns>
    /// <exception cref="HeadFileException">The file cannot be renamed or written.</exception>
    public async Task<string?> Accept(CancellationToken ct)
    {
        if (_file is null) return null;
        await _turn.WaitAsync(ct);
        try
        {
            var aside = File.Exists(settings.Path) ? _file.SetAside(clock.GetUtcNow()) : null;
            await Advance(_file, ct);
            Say(null);
            return aside;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    private async Task<(string? Warning, KeptHead? Kept)> Compare(HeadFile file, CancellationToken ct)
    {
        KeptHead? kept = null;
        try
        {
            kept = file.Read();
            var warning = kept is null ? null : await check.Run(kept, ct);
            if (warning is null && settings.Keeps) await TryAdvance(file, ct);
            return (warning, kept);
        }
        catch (HeadFileException e)
        {
            return ($"The last head cannot be kept: {e.Message}", kept);
        }
    }

    // A full disk means nothing for the log: the head in the file stays valid, and is compared next time too.
    private async Task TryAdvance(HeadFile file, CancellationToken ct)
    {
        try
        {
            await Advance(file, ct);
        }
        catch (HeadFileException e)
        {
            logger.LogWarning("The newest head cannot be written: {Reason}", e.Message);
        }
    }

    private async Task Advance(HeadFile file, CancellationToken ct)
    {
        var head = await seals.Head(ct);
        if (head.Text is not { } text) return;
        file.Replace(kept => kept is null || IsNewer(head, ChainHead.Parse(kept.Head))
            ? new(text, clock.GetUtcNow(), signer.Sign(text))
            : null);
    }

    /// <summary>Whether a head goes further in one chain and no less far in the other.</summary>
    internal static bool IsNewer(ChainHead head, ChainHead than)
    {
        var (seal, block) = (Number(head.Seal) - Number(than.Seal), Number(head.Block) - Number(than.Block));
        return seal >= 0 && block >= 0 && seal + block > 0;

        static long Number(ChainLink? link) => link?.Number ?? 0;
    }

    private void Say(string? warning)
    {
        if (warning is null && _warning is not null)
            logger.LogInformation("The head that this host keeps is in the database's chains");
        if (warning is not null && (warning != _warning || Stopwatch.GetElapsedTime(_warned) > Reminder))
        {
            logger.LogCritical(
                "{Warning} Verify the log. To go on with this one, use: audit accept-head --reason REASON", warning);
            _warned = Stopwatch.GetTimestamp();
        }
        _warning = warning;
    }
}
