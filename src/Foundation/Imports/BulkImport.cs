namespace PackageBilling.Foundation;

/// <summary>What one bad row means for its file.</summary>
public enum ImportMode
{
    /// <summary>All rows in one transaction, or none.</summary>
    All,

    /// <summary>The other rows go in, chunk by chunk.</summary>
    Rows,
}

/// <summary>What became of the rows of a file.</summary>
/// <param name="Read">Rows read, without those that the mapping skips.</param>
/// <param name="Added">Rows that went in.</param>
/// <param name="Known">Rows that were there already, with the same content.</param>
/// <param name="Rejected">Rows that a rule forbids.</param>
/// <param name="Changed">Those of the rejected rows that were there already, with other content.</param>
/// <param name="Quantity">Assignments: the sum of the quantities of the valid rows, known or not.</param>
/// <param name="Amounts">Payments: the sums of the amounts of the valid rows, known or not.</param>
/// <param name="Skipped">Rows that a condition of the mapping skips; they are not among those read.</param>
public sealed record ImportedRows(
    int Read, int Added, int Known, int Rejected, int Changed = 0, long? Quantity = null,
    IReadOnlyList<ImportedAmount>? Amounts = null, int Skipped = 0);

/// <summary>A sum in a currency.</summary>
public sealed record ImportedAmount(string Currency, decimal Amount);

/// <summary>
/// Brings a file into the log. Rows are decided chunk by chunk from what the log says; their events are appended by
/// COPY, at the versions that were decided on. In mode <see cref="ImportMode.All"/> they wait on disk until the last
/// row is decided, and are written in one transaction that does nothing else. A kill at any moment leaves all of the
/// file or nothing. For a dry run the same is done with a <see cref="DryRun"/> in place of the log.
/// </summary>
/// <param name="target">What rows are decided from, and where their facts go.</param>
public sealed class BulkImport(IImportTarget target)
{
    /// <summary>Imports one file, which was checked before.</summary>
    /// <param name="import">How its rows are decided.</param>
    /// <param name="file">The file.</param>
    /// <param name="mode">What one bad row means.</param>
    /// <param name="rejects">Takes the rows that do not go in.</param>
    /// <param name="progress">Told how many rows have been decided.</param>
    /// <param name="ct">Gives up; in mode rows what was committed stays.</param>
    /// <exception cref="StreamConflictException">Others keep writing to the same streams;
    /// nothing, or in mode rows not all, was written.</exception>
    public async Task<ImportedRows> Run(
        IImport import, ImportFile file, ImportMode mode, Rejects rejects, Action<int> progress, CancellationToken ct)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                var rows = mode == ImportMode.Rows
                    ? await ByChunk(import, file, rejects, progress, ct)
                    : await AtOnce(import, file, rejects, progress, ct);
                return rows with { Skipped = file.Skipped };
            }
            // By chunk nothing is left to do again for the chunks before, but what was rejected has been said.
            catch (Exception e) when (mode == ImportMode.All && round < ImportLimits.Rounds && IsLost(e))
            {
                ct.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<ImportedRows> AtOnce(
        IImport import, ImportFile file, Rejects rejects, Action<int> progress, CancellationToken ct)
    {
        await import.Begin(target, ct);
        using var spool = new EventSpool();
        var count = new RowCount();
        var keys = new KeysInFile();
        await foreach (var rows in file.Chunks(ct))
        {
            var decisions = await Decide(import, rows, keys.Repeats(import, rows), ct);
            count.Add(decisions);
            Reject(file, rows, decisions, rejects);
            if (count.Rejected == 0) spool.Add(Events(decisions));
            progress(count.Read);
        }
        if (count.Rejected > 0) return count.Rows with { Added = 0 };
        await target.Commit(spool.Chunks(), ct);
        return count.Rows;
    }

    private async Task<ImportedRows> ByChunk(
        IImport import, ImportFile file, Rejects rejects, Action<int> progress, CancellationToken ct)
    {
        await import.Begin(target, ct);
        var count = new RowCount();
        var keys = new KeysInFile();
        await foreach (var rows in file.Chunks(ct))
        {
            var repeats = keys.Repeats(import, rows);
            for (var round = 1; ; round++)
            {
                try
                {
                    var decisions = await Decide(import, rows, repeats, ct);
                    await target.Commit([Events(decisions)], ct);
                    count.Add(decisions);
                    Reject(file, rows, decisions, rejects);
                    break;
                }
                catch (Exception e) when (round < ImportLimits.Rounds && IsLost(e))
                {
                    ct.ThrowIfCancellationRequested();
                }
                finally
                {
                    import.Committed();
                }
            }
            progress(count.Read);
        }
        return count.Rows;
    }

    private static async Task<IReadOnlyList<RowDecision>> Decide(
        IImport import, IReadOnlyList<ImportRow> rows, Dictionary<ImportRow, RowFault> repeats, CancellationToken ct)
    {
        if (repeats.Count == 0) return await import.Decide(rows, ct);
        var firsts = await import.Decide([.. rows.Where(row => !repeats.ContainsKey(row))], ct);
        var next = 0;
        return [.. rows.Select(row => repeats.TryGetValue(row, out var fault)
            ? new RowDecision.Rejected(fault) : firsts[next++])];
    }

    // The events of a stream follow each other, whatever rows they come from.
    private static List<BulkEvent> Events(IReadOnlyList<RowDecision> decisions)
    {
        var (streams, order) =
            (new Dictionary<string, List<StreamFact>>(StringComparer.Ordinal), new List<List<StreamFact>>());
        foreach (var decision in decisions)
            if (decision is RowDecision.Added added)
                foreach (var fact in added.Facts)
                    if (streams.TryGetValue(fact.StreamId, out var facts)) facts.Add(fact);
                    else order.Add(streams[fact.StreamId] = [fact]);
        return [.. order.SelectMany(facts => facts.Select(fact =>
            new BulkEvent(fact.StreamId, facts[0].Version, fact.Fact.GetType(), EventJson.Write(fact.Fact))))];
    }

    // Two transactions that lock streams in different orders deadlock; PostgreSQL ends one of them.
    private static bool IsLost(Exception e) =>
        e is StreamConflictException or PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    private static void Reject(
        ImportFile file, IReadOnlyList<ImportRow> rows, IReadOnlyList<RowDecision> decisions, Rejects rejects)
    {
        for (var i = 0; i < rows.Count; i++)
            if (decisions[i] is RowDecision.Rejected rejected) rejects.Add(file.Name, rows[i], rejected.Faults);
    }
}
