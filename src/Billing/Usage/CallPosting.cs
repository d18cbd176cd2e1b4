namespace PackageBilling.Billing.Usage;

/// <summary>What became of one commit of rated calls.</summary>
/// <param name="Position">The last position that it took; 0 for none.</param>
/// <param name="Conflicts">The usage streams that were not at the version expected; their calls are not in it.</param>
/// <param name="IsVoid">Whether nothing of it went in, because a call is recorded already,
/// or somebody else records the same at this moment.</param>
internal sealed record PostedCalls(long Position, IReadOnlySet<string> Conflicts, bool IsVoid)
{
    /// <summary>Whether all of it went in as it was rated.</summary>
    public bool IsAll => !IsVoid && Conflicts.Count == 0;
}

/// <summary>Commits rated calls, one commit at a time.</summary>
internal sealed class CallPosting(NpgsqlDataSource source, IEventLog log)
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    // Kept from commit to commit, as those of sorting are.
    private readonly List<BulkEvent> _events = [];
    private readonly List<RecordedCalls.Row> _rows = [];

    /// <summary>Commits the events and the index rows of rated calls.</summary>
    public async Task<PostedCalls> Post(RatedCalls rated, EventMetadata metadata, CancellationToken ct)
    {
        _events.Clear();
        foreach (var batch in rated.Batches)
            foreach (var (stored, _) in batch.Events) _events.Add(stored);
        if (_events.Count == 0) return new(0, None, false);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            var appended = await log.AppendBulk(connection, _events, metadata, ct);
            Index(rated, appended.Positions);
            if (_rows.Count > 0) await RecordedCalls.Copy(connection, _rows, ct);
            await transaction.CommitAsync(CancellationToken.None);
            return new(appended.Positions.Max(), appended.Conflicts, false);
        }
        catch (PostgresException e) when (e.ConstraintName == RecordedCalls.PrimaryKey
            || e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return new(0, None, true);
        }
    }

    private void Index(RatedCalls rated, IReadOnlyList<long> positions)
    {
        _rows.Clear();
        var next = 0;
        foreach (var batch in rated.Batches)
            foreach (var (_, fact) in batch.Events)
                if (positions[next++] is > 0 and var position)
                    foreach (var call in fact.Calls) _rows.Add(new(call.CallId, position, call.Content));
    }
}
