namespace PackageBilling.Auditing.Seals;

/// <summary>
/// Finds the seals of runs and the heads of both chains. A seal is written to its table in the transaction of its
/// event.
/// </summary>
internal sealed class SealedRuns(NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions) : IRunSeals
{
    public static async Task Insert(NpgsqlConnection connection, RunSealed link, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO audit.seals (number, run_id, seal) VALUES ($1, $2, $3)", connection);
        command.Parameters.AddValues(link.Number, link.RunId, link.Seal);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<IReadOnlyDictionary<string, string>> Of(IEnumerable<string> runIds, CancellationToken ct)
    {
        var seals = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("SELECT run_id, seal FROM audit.seals WHERE run_id = ANY ($1)");
        command.Parameters.Add(new() { Value = runIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) seals[reader.GetString(0)] = reader.GetString(1);
        return seals;
    }

    public async Task<(string? Seal, string? Head)> Of(string runId, CancellationToken ct) =>
        ((await Of([runId], ct)).GetValueOrDefault(runId), (await Head(ct)).Text);

    /// <summary>A sealed run's place in the chain; null while it has none.</summary>
    public async Task<long?> NumberOf(string runId, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT number FROM audit.seals WHERE run_id = $1");
        command.Parameters.Add(new() { Value = runId });
        return await command.ExecuteScalarAsync(ct) as long?;
    }

    /// <summary>A run's seal as the log holds it; null while it has none.</summary>
    public async Task<RunSealed?> Event(string runId, CancellationToken ct)
    {
        if (await NumberOf(runId, ct) is not { } number) return null;
        var stream = await log.ReadStream(AuditStreams.Seals, number - 1, 1, ct);
        return stream is [{ Data: RunSealed link }] && link.RunId == runId ? link : null;
    }

    /// <summary>The newest links of both chains.</summary>
    public async Task<ChainHead> Head(CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT s.number, s.seal, b.number, b.hash FROM (SELECT 1) one
            LEFT JOIN (SELECT number, seal FROM audit.seals ORDER BY number DESC LIMIT 1) s ON true
            LEFT JOIN (SELECT number, hash FROM audit.blocks ORDER BY number DESC LIMIT 1) b ON true
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(Link(reader, 0), Link(reader, 2));
    }

    public async Task WaitBriefly(CancellationToken ct)
    {
        try
        {
            await subscriptions.WaitFor(
                SealRuns.SubscriptionName, await log.Tail(ct), AuditLimits.SealPatience, ct);
        }
        catch (NotYetVisibleException)
        {
            // The run is shown without its seal until there is one.
        }
    }

    private static ChainLink? Link(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new(row.GetInt64(column), row.GetString(column + 1));
}
