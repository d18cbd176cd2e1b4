using System.Globalization;

namespace PackageBilling.Billing.Reconciliations;

/// <summary>Reads reports from the log: lists and rows are pages of streams, so no table is kept.</summary>
internal sealed class ReportReader(IEventLog log)
{
    private const int ListedAtOnce = 200;

    /// <summary>The newest report of a kind and source that could be made; null for none.</summary>
    public async Task<string?> Last(ReconciliationKind kind, string? source, CancellationToken ct)
    {
        await foreach (var (_, listed) in Listed(long.MaxValue, ct))
            if (listed.Kind == kind && listed.Source == source && !listed.HasFailed) return listed.ReconciliationId;
        return null;
    }

    /// <summary>The files of the folder that were looked at before, each with the hash of its content.</summary>
    public async Task<HashSet<(string File, string Hash)>> Done(CancellationToken ct)
    {
        var done = new HashSet<(string, string)>();
        await foreach (var (_, listed) in Listed(long.MaxValue, ct))
            if (listed.File is { } file) done.Add((file, listed.FileHash));
        return done;
    }

    /// <summary>A page of the list, newest first.</summary>
    public async Task<Page<ReconciliationView>> Page(
        ReconciliationKind? kind, PageRequest page, CancellationToken ct)
    {
        var rows = new List<(long Version, ReconciliationListed Listed)>();
        await foreach (var row in Listed(page.AfterNumber ?? long.MaxValue, ct))
            if (kind is null || row.Listed.Kind == kind)
            {
                rows.Add(row);
                if (rows.Count > page.Limit) break;
            }
        var answer = page.Of(rows, row => row.Version.ToString(CultureInfo.InvariantCulture));
        var streams = await log.ReadStreams(
            [.. answer.Items.Select(row => Streams.Reconciliation(row.Listed.ReconciliationId))], ct);
        return new([.. answer.Items.Select(row =>
            ViewOf(streams[Streams.Reconciliation(row.Listed.ReconciliationId)][0], null))], answer.Next);
    }

    /// <summary>One report with its rejects.</summary>
    public async Task<ReconciliationView> Get(string id, CancellationToken ct)
    {
        var header = await Header(id, ct);
        var rejects = new List<RejectedFileRow>();
        if (header.Data is FileReconciled { Rejected: > 0 }
            && await log.ReadLast(Streams.ReconciliationRows(id), ct) is { Data: FileRowsRejected rejected })
            rejects.AddRange(rejected.Rows);
        return ViewOf(header, rejects);
    }

    /// <summary>A page of rows.</summary>
    public async Task<Page<DifferenceView>> Differences(
        string id, DifferenceKind? kind, bool onlyNew, PageRequest page, CancellationToken ct)
    {
        var header = await Made(id, ct);
        var rows = new List<DifferenceView>();
        await foreach (var row in Rows(header, kind, page.AfterNumber ?? 0, ct))
        {
            if (onlyNew && !row.IsNew) continue;
            rows.Add(row);
            if (rows.Count > page.Limit) break;
        }
        return page.Of(rows, row => row.Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The rows of the report before that are gone.</summary>
    public async Task<Page<DifferenceView>> Resolved(string id, PageRequest page, CancellationToken ct)
    {
        var header = await Made(id, ct);
        if (header.PreviousId is null || header.Resolved == 0) return new([], null);
        var gone = (await log.ReadStream(Streams.ReconciliationRows(id), ct)).Select(stored => stored.Data)
            .OfType<DifferencesResolved>().SelectMany(resolved => resolved.Numbers).ToHashSet();
        var rows = new List<DifferenceView>();
        await foreach (var row in Rows(await Made(header.PreviousId, ct), null, page.AfterNumber ?? 0, ct))
        {
            if (!gone.Contains(row.Number)) continue;
            rows.Add(row);
            if (rows.Count > page.Limit) break;
        }
        return page.Of(rows, row => row.Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>All rows of a report as they are stored.</summary>
    public async Task<IReadOnlyList<FoundDifference>> Rows(string id, CancellationToken ct) =>
        [.. (await log.ReadStream(Streams.ReconciliationRows(id), ct)).Select(stored => stored.Data)
            .OfType<DifferencesFound>().SelectMany(found => found.Rows)];

    /// <summary>The rows behind a place, as they come.</summary>
    public async IAsyncEnumerable<DifferenceView> Rows(
        FileReconciled header, DifferenceKind? kind, long after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // They are in the order of kinds, so those of one kind are a stretch of them.
        var (first, last) = (0L, 0L);
        foreach (var count in header.Counts)
        {
            if (kind is not null && count.Kind != kind && last == 0) first += count.Rows;
            else if (kind is null || count.Kind == kind) last = (last == 0 ? first : last) + count.Rows;
        }
        first = Math.Max(first, after);
        for (var part = first / ReconciliationLimits.RowsPerEvent; first < last; part++)
        {
            var stored = await log.ReadStream(Streams.ReconciliationRows(header.ReconciliationId), part, 1, ct);
            var rows = ((DifferencesFound)stored[0].Data).Rows;
            var begin = part * ReconciliationLimits.RowsPerEvent;
            for (; first < last && first < begin + rows.Count; first++)
                yield return DifferenceViews.Of((int)first + 1, rows[(int)(first - begin)], header);
        }
    }

    /// <summary>The header of a report that could be made.</summary>
    public async Task<FileReconciled> Made(string id, CancellationToken ct) =>
        (await Header(id, ct)).Data as FileReconciled
            ?? throw Problem.NotFound("reconciliationId", "report of reconciliation", id);

    private async Task<StoredEvent> Header(string id, CancellationToken ct) => Identifiers.IsValid(id)
        && (await log.ReadStream(Streams.Reconciliation(id), 0, 1, ct)) is [var header]
        && header.Data is FileReconciled or ReconciliationFailed
            ? header : throw Problem.NotFound("reconciliationId", "reconciliation", id);

    // Newest first, below a version of the stream.
    private async IAsyncEnumerable<(long Version, ReconciliationListed Listed)> Listed(
        long below, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var top = Math.Min(below - 1, (await log.ReadLast(Streams.Reconciliations, ct))?.Version ?? 0);
        while (top > 0)
        {
            var first = Math.Max(0, top - ListedAtOnce);
            foreach (var stored in (await log.ReadStream(Streams.Reconciliations, first, (int)(top - first), ct))
                .Reverse())
                yield return (stored.Version, (ReconciliationListed)stored.Data);
            top = first;
        }
    }

    private static ReconciliationView ViewOf(StoredEvent stored, IReadOnlyList<RejectedFileRow>? rejects)
    {
        var who = stored.Metadata;
        return stored.Data switch
        {
            FileReconciled e => new(
                e.ReconciliationId, e.Kind, ReconciliationStatus.Completed, e.Source, e.From, e.To, e.PackageIds,
                e.FileHash, e.File, e.DecidedAt, e.Read, e.Rejected, e.Equal, e.Counts.Sum(count => count.Rows),
                e.Counts, e.Sums ?? [], e.PreviousId, e.Counts.Sum(count => count.New), e.Resolved, null, rejects,
                who.Actor, who.KeyId, who.Reason, who.RecordedAt),
            ReconciliationFailed e => new(
                e.ReconciliationId, e.Kind, ReconciliationStatus.Failed, null, e.From, e.To, null, e.FileHash, e.File,
                null, 0, 0, 0, 0, [], [], null, 0, 0, e.Error, rejects, who.Actor, who.KeyId, who.Reason,
                who.RecordedAt),
            _ => throw new InvalidOperationException($"{stored.Data.GetType().Name} begins no report."),
        };
    }
}
