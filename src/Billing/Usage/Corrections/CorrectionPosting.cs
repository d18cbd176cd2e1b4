namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>Commits what a correction changes of one customer's calls: all of it or nothing.</summary>
internal sealed class CorrectionPosting(NpgsqlDataSource source, IEventLog log)
{
    /// <summary>Whether it went in; not when calls of the customer were recorded since it was decided.</summary>
    public async Task<bool> Post(
        string correctionId, CustomerCorrection decided, EventMetadata metadata, CancellationToken ct)
    {
        var draft = decided.Draft;
        if (draft.ChangedCount == 0) return true;
        var events = draft.Events(correctionId, decided.Used).Select(fact => new BulkEvent(
            Streams.Usage(draft.CustomerId), decided.UsageVersion, typeof(CallsCorrected), EventJson.Write(fact)));
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var appended = await log.AppendBulk(connection, [.. events], metadata, ct);
        if (appended.Conflicts.Count > 0) return false;
        if (draft.Kind == CallCorrectionKind.Void)
            await RecordedCalls.Remove(connection, draft.Changed.Select(change => change.Call), ct);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }
}
