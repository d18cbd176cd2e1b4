namespace PackageBilling.EventStore;

/// <summary>Decides which node does something: a lock that a session holds, and that ends with the session
/// however it ends.</summary>
internal static class NodeLock
{
    public static async Task<bool> Try(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Key("$1")})", connection)
        { Parameters = { new() { Value = name } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Gives back one that this session holds, and keeps its others.</summary>
    public static async Task Release(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({Key("$1")})", connection)
        { Parameters = { new() { Value = name } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>SQL for the number by which PostgreSQL knows the lock of a name.</summary>
    /// <param name="name">SQL for the name.</param>
    public static string Key(string name) => $"hashtextextended('node:' || {name}, 0)";

    /// <summary>
    /// Gives back all that the session holds. This is needed because a pool keeps the locks of an idle connection,
    /// and clears them only when it is used again.
    /// </summary>
    public static async Task Release(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and its locks with it.
        }
    }
}
