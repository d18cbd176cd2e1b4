namespace PackageBilling.EventStore;

/// <summary>
/// Decides how far the log can be read without missing an event that is still to be committed (architecture:
/// "Safe position").
/// </summary>
/// <remarks>
/// <para>
/// Let a look see a committed event at C and none at n &lt; C. The sequence hands out numbers one at a time and in
/// order, so n was taken before the look, and whoever took it had its <see cref="AppenderLock"/> by then. The holders
/// of such locks are read after the look. Whoever is not among them has ended; and when all who are have been seen to
/// be gone, whoever took a number up to C has ended. Nothing else in the database server, neither a snapshot nor a
/// transaction that only writes elsewhere, has a part in it.
/// </para>
/// <para>
/// A transaction that ends becomes visible, or dead, first and releases its locks afterwards. So what was seen to hold
/// no lock any more is visible to every snapshot taken later, and a look taken after that sees every event at or below
/// C that will ever be there. Hence the order of the two statements, each with a snapshot of its own: the locks first,
/// then the rows. So gaps need not be listed either: the ceiling C decides them all.
/// </para>
/// <para>
/// PostgreSQL lists advisory locks under all partitions of its lock table at once, so a holder is not missed while the
/// list is made. A prepared transaction keeps its locks and its id, and is waited for until it is committed or rolled
/// back. Parallel workers write nothing, and what their leader holds is listed as the leader's. A lock taken inside a
/// savepoint goes with it, and so do the rows of its numbers. When the server restarts, the transactions that held
/// locks are gone with them, but for prepared ones, whose locks come back.
/// </para>
/// </remarks>
internal sealed class SafePositions(NpgsqlDataSource source, LogAge age) : IDisposable
{
    /// <summary>Positions that one check goes through. There are more only at the start on a log that was not read
    /// for long.</summary>
    private const long Reach = 1_000_000;

    /// <summary>
    /// One statement, so one snapshot. The window runs along the primary key and stops at the first number out of
    /// place. It is bounded on both sides: of a log that was never analysed the planner takes a third to be above a
    /// position, and reads all of it. The end is looked for once: whoever looks for it passes every row of the appends
    /// that are under way.
    /// </summary>
    internal static readonly string LookAfter = FormattableString.Invariant($"""
        SELECT tail,
               CASE WHEN tail <= $1 THEN NULL WHEN tail <= $1 + {Reach} THEN tail
                    ELSE (SELECT max(seq_id) FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $1 + {Reach}) END,
               (SELECT $1 + n - 1
                FROM (SELECT seq_id, row_number() OVER (ORDER BY seq_id) AS n FROM events.mt_events
                    WHERE seq_id > $1 AND seq_id <= $1 + {Reach}) AS later
                WHERE seq_id <> $1 + n ORDER BY seq_id LIMIT 1)
        FROM (SELECT coalesce((SELECT max(seq_id) FROM events.mt_events), 0) AS tail OFFSET 0) AS log
        """);

    private readonly SemaphoreSlim _turn = new(1);
    private long? _safe;
    private Gap? _gap;

    /// <summary>Whether the last answer was held back by a gap that an appender may still fill.</summary>
    public bool Undecided => Volatile.Read(ref _gap) is not null;

    /// <summary>The highest position that is decided with everything below it; never goes back.</summary>
    public async Task<long> Current(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            var safe = _safe ?? await LastMark(connection, ct);
            // The first look finds a gap; the second, unless an appender is in the middle of it, finds it decided;
            // the third what is above it.
            for (var gaps = 0; gaps < 3;)
            {
                var isDecided = _gap is not null && !await IsHeldBack(_gap, connection, ct);
                // A look reads past every row of the appends in progress, and would find no more.
                if (_gap is not null && !isDecided && !await IsFilled(safe + 1, connection, ct)) break;
                var look = await Look(connection, safe, ct);
                age.Saw(look.Tail);
                safe = isDecided ? Math.Max(look.Contiguous, _gap!.Ceiling) : look.Contiguous;
                _safe = safe;
                if (_gap?.Ceiling <= safe) _gap = null;
                if (safe >= look.Tail) break;
                if (!look.MeetsGap) continue;
                // Some of its appenders were in progress before this check, and another check finds no more.
                if (_gap is not null) break;
                _gap = new Gap(look.Tail, await AppenderLock.InProgress(connection, ct));
                gaps++;
                // Usually an append is in progress there, and a check, which reads past all rows of such appends,
                // would find no more.
                if (_gap.Appenders.Count > 0) break;
            }
            return safe;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether the last answer was held back by a gap, and an appender that may fill it is still in progress.
    /// Reads no rows.</summary>
    public async Task<bool> WaitsStill(CancellationToken ct)
    {
        if (Volatile.Read(ref _gap) is not { } gap) return false;
        await using var connection = await source.OpenConnectionAsync(ct);
        return await IsHeldBack(gap, connection, ct);
    }

    public void Dispose() => _turn.Dispose();

    private static async Task<Sight> Look(NpgsqlConnection connection, long safe, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LookAfter, connection) { Parameters = { new() { Value = safe } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var tail = reader.GetInt64(0);
        var contiguous = !reader.IsDBNull(2) ? reader.GetInt64(2) : reader.IsDBNull(1) ? safe : reader.GetInt64(1);
        return new Sight(tail, contiguous, MeetsGap: contiguous < Math.Min(tail, safe + Reach));
    }

    private static async Task<bool> IsHeldBack(Gap gap, NpgsqlConnection connection, CancellationToken ct) =>
        gap.Appenders.Count > 0 && gap.Appenders.Overlaps(await AppenderLock.InProgress(connection, ct));

    private static async Task<bool> IsFilled(long position, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM events.mt_events WHERE seq_id = $1)", connection)
        {
            Parameters = { new() { Value = position } },
        };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    // Marks are safe positions, so nothing at or below the last one needs to be looked at again after a restart.
    private static async Task<long> LastMark(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT position FROM events.marks ORDER BY instant DESC LIMIT 1", connection);
        return await command.ExecuteScalarAsync(ct) is long position ? position : 0;
    }

    /// <param name="ceiling">The highest committed number when the gap was seen.</param>
    /// <param name="appenders">The appenders that were in progress afterwards.</param>
    private sealed class Gap(long ceiling, uint[] appenders)
    {
        public long Ceiling => ceiling;

        public HashSet<uint> Appenders { get; } = [.. appenders];
    }

    /// <param name="Tail">The highest committed number.</param>
    /// <param name="Contiguous">The last number before the first gap, as far as was looked.</param>
    /// <param name="MeetsGap">Whether there is a gap behind it.</param>
    private readonly record struct Sight(long Tail, long Contiguous, bool MeetsGap);
}
