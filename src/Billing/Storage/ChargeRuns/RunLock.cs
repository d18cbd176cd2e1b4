namespace PackageBilling.Billing.Storage.ChargeRuns;

/// <summary>Advisory locks that a connection holds while its node carries out a run, or posts a share of one.</summary>
internal static class RunLock
{
    /// <summary>Takes a lock unless another connection has it.</summary>
    public static async Task<bool> Try(NpgsqlConnection connection, string what, CancellationToken ct)
    {
        await using var command =
            new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", connection)
            { Parameters = { new() { Value = what } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Gives a lock up.</summary>
    public static async Task Release(NpgsqlConnection connection, string what)
    {
        // A connection that broke has given the lock up already.
        if (connection.State != System.Data.ConnectionState.Open) return;
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtextextended($1, 0))", connection)
        { Parameters = { new() { Value = what } } };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
