using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Auditing.Blocks;

/// <summary>
/// Hashes the log block by block and chains the blocks in the background: it reads what is committed and decided, and
/// nobody waits for it.
/// </summary>
internal sealed class MakeBlocks(
    NpgsqlDataSource source, IEventLog log, BlockChain blocks, TimeProvider clock, ILogger<MakeBlocks> logger)
    : BackgroundService
{
    private const string Lock = "hashtextextended('audit.blocks', 0)";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AuditLimits.BlockPause, clock);
        var (seen, waited) = (0L, 0);
        do
        {
            try
            {
                var tail = await log.Tail(stoppingToken);
                var isBusy = seen > 0 && tail - seen > AuditLimits.PositionsPerBlock
                    && waited < AuditLimits.BlockPauses;
                (seen, waited) = (tail, isBusy ? waited + 1 : 0);
                if (!isBusy) await CatchUp(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "Blocks of the log could not be made; trying again: {Reason}",
                    e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Covers everything up to the safe position; does nothing while another node does it.</summary>
    public async Task CatchUp(CancellationToken ct)
    {
        // A log whose end was cut off ends before the position that was safe once.
        var safe = Math.Min(await log.SafePosition(ct), await log.Tail(ct));
        var last = await blocks.Last(ct);
        if (safe <= (last?.Last ?? 0)) return;
        await using var connection = await source.OpenConnectionAsync(ct);
        if (!await Is($"SELECT pg_try_advisory_lock({Lock})", connection, ct)) return;
        try
        {
            last = await blocks.Last(ct);
            while ((last?.Last ?? 0) < safe)
            {
                var first = (last?.Last ?? 0) + 1;
                var through = Math.Min(safe, first + AuditLimits.PositionsPerBlock - 1);
                last = EventBlock.After(last, await HashedEvents.Read(source, first, through, ct));
                await blocks.Add(last, ct);
            }
        }
        finally
        {
            // A broken connection has released the lock already.
            if (connection.State == System.Data.ConnectionState.Open)
                await Is($"SELECT pg_advisory_unlock({Lock})", connection, CancellationToken.None);
        }
    }

    private static async Task<bool> Is(string sql, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
