using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>What became of one commit of rated calls.</summary>
/// <param name="Position">The last position that it took; 0 for none.</param>
/// <param name="Conflicts">The usage streams that were not at the version expected; their calls are not in it.</param>
/// <param name="IsVoid">Whether nothing of it went in, because a call is recorded already, or somebody else records the same at this moment.</param>
internal sealed record PostedCalls(long Position, IReadOnlySet<string> Conflicts, bool IsVoid)
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    /// <summary>Whether all of it went in as it was rated.</summary>
    public bool IsAll => !IsVoid && Conflicts.Count == 0;

    /// <summary>Commits the events and the index rows of rated calls.</summary>
    public static async Task<PostedCalls> Of(NpgsqlDataSource source, IEventLog log, RatedCalls rated, EventMetadata metadata, CancellationToken ct)
    {
        var events = new List<(BulkEvent Stored, CallsRated Fact)>(rated.Batches.Count);
        foreach (var batch in rated.Batches) events.AddRange(batch.Events);
        if (events.Count == 0) return new(0, None, false);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            var appended = await log.AppendBulk(connection, events.ConvertAll(one => one.Stored), metadata, ct);
            var rows = new List<RecordedCalls.Row>();
            for (var i = 0; i < events.Count; i++)
                if (appended.Positions[i] is > 0 and var position)
                    foreach (var call in events[i].Fact.Calls) rows.Add(new(call.CallId, position, call.Content));
            if (rows.Count > 0) await RecordedCalls.Copy(connection, rows, ct);
            await transaction.CommitAsync(CancellationToken.None);
            return new(appended.Positions.Max(), appended.Conflicts, false);
        }
        catch (PostgresException e) when (e.ConstraintName == RecordedCalls.PrimaryKey || e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return new(0, None, true);
        }
    }
}
