namespace PackageBilling.Billing.Storage.ChargeRuns;

/// <summary>
/// What keeps posting a run's parts apart from pausing or ending the run. Parts pass side by side; who closes the gate
/// waits for those that are inside, and newer ones wait for him, so he is never kept waiting by
/// an endless row of parts.
/// </summary>
internal sealed class RunGate : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _runId;

    private RunGate(NpgsqlConnection connection, string runId) => (_connection, _runId) = (connection, runId);

    /// <summary>Passes the gate until the connection's open transaction ends.</summary>
    /// <returns>The version of the run's stream, which stays the same meanwhile.</returns>
    public static async Task<long> Pass(NpgsqlConnection connection, string runId, CancellationToken ct)
    {
        // Two statements: the second one sees what was committed while the first one waited.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))")
                {
                    Parameters = { new() { Value = Key(runId) } },
                },
                StreamVersion.Query(Streams.Run(runId)),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await StreamVersion.Read(reader, ct);
    }

    /// <summary>Closes the gate until this is disposed of: no part is being posted, and none can be.</summary>
    public static async Task<RunGate> Close(NpgsqlDataSource source, string runId, CancellationToken ct)
    {
        var gate = new RunGate(await source.OpenConnectionAsync(ct), runId);
        try
        {
            await gate.Execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", ct);
            return gate;
        }
        catch
        {
            await gate._connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A connection that broke has opened the gate already.
        if (_connection.State == System.Data.ConnectionState.Open)
            await Execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None);
        await _connection.DisposeAsync();
    }

    private static string Key(string runId) => $"gate:{Streams.Run(runId)}";

    private async Task Execute(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection)
        { Parameters = { new() { Value = Key(_runId) } } };
        await command.ExecuteNonQueryAsync(ct);
    }
}
