using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>
/// An appender has its transaction id before it takes numbers; the decision about gaps rests on that
/// (<see cref="SafePositions"/>).
/// </summary>
internal static class TransactionId
{
    public const string Obtain = "SELECT pg_current_xact_id()";

    public static async Task<ulong> ObtainFor(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Obtain, connection);
        return (ulong)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <exception cref="InvalidOperationException">The connection is not in a transaction: every statement commits by itself.</exception>
    public static async Task ObtainInOpenTransaction(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await ObtainFor(connection, ct) != await ObtainFor(connection, ct))
            throw new InvalidOperationException("A bulk append needs the caller's open transaction.");
    }
}
