using System.Globalization;

namespace PackageBilling.EventStore;

/// <summary>
/// Says which transactions append. Each takes an advisory lock of its own, keyed by its transaction id, before it takes
/// a number of the log, and holds it until it ends: decisions about gaps rely on that (<see cref="SafePositions"/>).
/// </summary>
internal static class AppenderLock
{
    /// <summary>The first half of the key. Nothing else in the product's database uses advisory locks
    /// with two keys.</summary>
    private const int Namespace = 0x4C4F_4741;

    /// <summary>
    /// Takes the lock, and gives the transaction's id in its first column. The second half of the key is the low 32
    /// bits of the id, which no two transactions in progress share, so taking it never waits.
    /// Taking it again does no harm.
    /// </summary>
    public static readonly string Take = string.Create(CultureInfo.InvariantCulture,
        $"SELECT pg_current_xact_id(), pg_advisory_xact_lock({Namespace}, "
            + $"pg_current_xact_id()::text::bigint::bit(32)::int)");

    private static readonly string Held = string.Create(CultureInfo.InvariantCulture, $"""
        SELECT coalesce(array_agg(objid), ARRAY[]::oid[]) FROM pg_locks
        WHERE locktype = 'advisory' AND classid = {Namespace} AND objsubid = 2
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);

    /// <summary>Takes the lock for the transaction that the connection is in.</summary>
    /// <returns>The transaction's id.</returns>
    public static async Task<ulong> TakeFor(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Take, connection);
        return (ulong)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <exception cref="InvalidOperationException">The connection is not in a transaction:
    /// every statement commits by itself.</exception>
    public static async Task TakeInOpenTransaction(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await TakeFor(connection, ct) != await TakeFor(connection, ct))
            throw new InvalidOperationException("A bulk append needs the caller's open transaction.");
    }

    /// <summary>The appenders in progress in this database, each by the second half of its key.</summary>
    public static async Task<uint[]> InProgress(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Held, connection);
        return (uint[])(await command.ExecuteScalarAsync(ct))!;
    }
}
