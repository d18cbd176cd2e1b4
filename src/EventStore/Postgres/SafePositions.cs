using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>
/// Decides how far the log can be read without missing an event that is still to be committed (architecture: "The log").
/// </summary>
/// <remarks>
/// A number below a committed one was taken earlier, by a transaction that had its id before. So every transaction that could
/// still fill a gap below <see cref="Gap.Ceiling"/> has an id below an X that is taken after the gap was seen. Once a later
/// snapshot's xmin is above X they have all ended: at or below the ceiling everything is there for whoever reads from
/// then on, or dead. So gaps need not be listed; the ceiling decides them all.
/// </remarks>
internal sealed class SafePositions(NpgsqlDataSource source) : IDisposable
{
    /// <summary>Positions that one look goes through; more only after a start on a log that nobody has read for long.</summary>
    private const long Reach = 1_000_000;

    /// <summary>
    /// One statement, so one snapshot. The window runs along the primary key and stops at the first number out of place. It is bounded on
    /// both sides: of a log that was never analysed the planner takes a third to be above a position, and reads all of it. The end is looked
    /// for once: whoever looks for it passes every row of the appends that are under way.
    /// </summary>
    internal static readonly string LookAfter = FormattableString.Invariant($"""
        SELECT pg_snapshot_xmin(pg_current_snapshot()),
               tail,
               CASE WHEN tail <= $1 THEN NULL WHEN tail <= $1 + {Reach} THEN tail
                    ELSE (SELECT max(seq_id) FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $1 + {Reach}) END,
               (SELECT $1 + n - 1
                FROM (SELECT seq_id, row_number() OVER (ORDER BY seq_id) AS n FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $1 + {Reach}) AS later
                WHERE seq_id <> $1 + n ORDER BY seq_id LIMIT 1)
        FROM (SELECT coalesce((SELECT max(seq_id) FROM events.mt_events), 0) AS tail OFFSET 0) AS log
        """);

    private readonly SemaphoreSlim _turn = new(1);
    private long? _safe;
    private Gap? _gap;

    /// <summary>Whether the last answer was held back by a gap that a transaction may still fill.</summary>
    public bool Undecided => Volatile.Read(ref _gap) is not null;

    /// <summary>The highest position that is decided with everything below it; never goes back.</summary>
    public async Task<long> Current(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            var safe = _safe ?? await LastMark(connection, ct);
            // The first look finds a gap, the second, unless an old transaction is open, finds it decided, the third what is above it.
            for (var looks = 0; looks < 3;)
            {
                var look = await Look(connection, safe, ct);
                safe = _gap is { } gap && look.Oldest > gap.Asked ? Math.Max(look.Contiguous, gap.Ceiling) : look.Contiguous;
                _safe = safe;
                if (_gap?.Ceiling <= safe) _gap = null;
                if (safe >= look.Tail) break;
                if (!look.MeetsGap) continue;
                // Asked for before this look, so some transaction is still open, and looking again tells no more.
                if (_gap is not null) break;
                _gap = new Gap(look.Tail, await TakeTransactionId(connection, ct));
                looks++;
                // Mostly somebody is in the middle of it, and a look, which passes all rows of appends under way, would find no more.
                if (await Oldest(connection, ct) <= _gap.Asked) break;
            }
            return safe;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether the last answer was held back by a gap, and a transaction is still open that is old enough to fill it. Reads no rows.</summary>
    public async Task<bool> WaitsStill(CancellationToken ct)
    {
        if (Volatile.Read(ref _gap) is not { } gap) return false;
        await using var connection = await source.OpenConnectionAsync(ct);
        return await Oldest(connection, ct) <= gap.Asked;
    }

    public void Dispose() => _turn.Dispose();

    private static async Task<Sight> Look(NpgsqlConnection connection, long safe, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LookAfter, connection) { Parameters = { new() { Value = safe } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var tail = reader.GetInt64(1);
        var contiguous = !reader.IsDBNull(3) ? reader.GetInt64(3) : reader.IsDBNull(2) ? safe : reader.GetInt64(2);
        return new Sight(reader.GetFieldValue<ulong>(0), tail, contiguous, MeetsGap: contiguous < Math.Min(tail, safe + Reach));
    }

    // Outside of a transaction block, so it has ended when it answers: an own open transaction would never let xmin pass.
    private static async Task<ulong> TakeTransactionId(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()", connection);
        return (ulong)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<ulong> Oldest(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())", connection);
        return (ulong)(await command.ExecuteScalarAsync(ct))!;
    }

    // Marks are safe positions, so nothing at or below the last one needs to be looked at again after a restart.
    private static async Task<long> LastMark(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT position FROM events.marks ORDER BY instant DESC LIMIT 1", connection);
        return await command.ExecuteScalarAsync(ct) is long position ? position : 0;
    }

    /// <param name="Ceiling">The highest committed number when the gap was seen.</param>
    /// <param name="Asked">A transaction id taken afterwards.</param>
    private sealed record Gap(long Ceiling, ulong Asked);

    /// <param name="Oldest">The oldest transaction in progress.</param>
    /// <param name="Tail">The highest committed number.</param>
    /// <param name="Contiguous">The last number before the first gap, as far as was looked.</param>
    /// <param name="MeetsGap">Whether there is a gap behind it.</param>
    private readonly record struct Sight(ulong Oldest, long Tail, long Contiguous, bool MeetsGap);
}
