namespace PackageBilling.EventStore;

/// <summary>
/// A row of the progression table, and the one way to move it: in the transaction of what the batch has written.
/// </summary>
/// <param name="Name">The row's name.</param>
/// <param name="Schema">Where the tables of a projection are; null for a subscription that is none.</param>
/// <param name="Revision">The revision that the tables must have; null when it does not matter.</param>
internal sealed record Checkpoint(string Name, string? Schema, int? Revision)
{
    private const string Move = """
        UPDATE events.mt_event_progression SET last_seq_id = $3, last_updated = transaction_timestamp()
        WHERE name = $1 AND last_seq_id = $2
        """;

    // A crash of the database can lose the last writes of a projection, but together with its checkpoint,
    // so they are repeated.
    private const string ForProjection =
        "SELECT set_config('search_path', $1, true), set_config('synchronous_commit', 'off', true)";

    public static Checkpoint Of(ISubscription subscription) => subscription is IProjection projection
        ? new(projection.Name, projection.Schema, projection.Revision)
        : new(subscription.Name, null, null);

    public async Task<long?> Read(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT last_seq_id FROM events.mt_event_progression WHERE name = $1", connection)
        { Parameters = { new() { Value = Name } } };
        return await command.ExecuteScalarAsync(ct) as long?;
    }

    /// <summary>Whether the projection's tables are of the revision that this program writes.</summary>
    public async Task<bool> IsOfRevision(NpgsqlConnection connection, CancellationToken ct)
    {
        if (Revision is null) return true;
        await using var command = new NpgsqlCommand(
            "SELECT revision FROM product.projections WHERE name = $1", connection)
        { Parameters = { new() { Value = Name } } };
        return await command.ExecuteScalarAsync(ct) is int stored && stored == Revision;
    }

    /// <summary>Hands the batch over and moves the checkpoint, both or neither.</summary>
    /// <returns>False when another process has moved the checkpoint or swapped the tables;
    /// nothing was written.</returns>
    public async Task<bool> Take(
        NpgsqlConnection connection, ISubscription subscription, EventBatch batch, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await Claim(connection, batch, ct)) return false;
        await subscription.Handle(batch, connection, ct);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    // The row is locked before anything is written: a rebuild that swaps tables locks it too, so it comes before or
    // after this batch, never in the middle. The revision is read in a later statement, since only that sees what the
    // swap wrote while the update waited for it.
    private async Task<bool> Claim(NpgsqlConnection connection, EventBatch batch, CancellationToken ct)
    {
        await using var claim = new NpgsqlBatch(connection);
        if (Schema is not null)
            claim.BatchCommands.Add(new(ForProjection) { Parameters = { new() { Value = Identifier.Quote(Schema) } } });
        var move = new NpgsqlBatchCommand(Move)
        { Parameters = { new() { Value = Name }, new() { Value = batch.After }, new() { Value = batch.Through } } };
        claim.BatchCommands.Add(move);
        var revision = new NpgsqlBatchCommand("SELECT 1 FROM product.projections WHERE name = $1 AND revision = $2")
        {
            Parameters = { new() { Value = Name },
                new() { Value = (object?)Revision ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer } }
        };
        if (Revision is not null) claim.BatchCommands.Add(revision);
        await claim.ExecuteNonQueryAsync(ct);
        return move.RecordsAffected == 1 && (Revision is null || revision.Rows == 1);
    }
}

internal static class Identifier
{
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
