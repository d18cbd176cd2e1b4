namespace PackageBilling.Billing.Reconciliations;

/// <summary>Makes the events of a report: compared with the one before it, and without numbers in the clear.</summary>
internal sealed class ReportWriter(
    ReportReader reports, ReportKeys keys, CustomerKeys customers, TimeProvider clock)
{
    private const int KeysAtOnce = 10_000;

    /// <summary>The events of a report.</summary>
    public async Task<IReadOnlyList<StreamAppend>> Write(
        string id, ReconcileFile asked, Found found, CancellationToken ct)
    {
        var named = await Name(id, found, ct);
        var previous = await reports.Last(asked.Kind, asked.Source, ct);
        var before = previous is null ? null : await reports.Rows(previous, ct);
        var (rows, resolved) = LastReport.Compare(named, before);
        var header = new FileReconciled(
            id, asked.Kind, asked.Source, asked.From, asked.To, asked.PackageIds, asked.FileHash, asked.FileName,
            found.Position, asked.File.Read, asked.File.Rejected, found.Equal,
            [.. rows.GroupBy(row => row.Kind)
                .Select(kind => new DifferenceCount(kind.Key, kind.Count(), kind.Count(row => row.IsNew)))],
            found.Sums, previous, resolved.Count);
        List<object> parts =
        [
            .. rows.Chunk(ReconciliationLimits.RowsPerEvent).Select(some => new DifferencesFound(id, some)),
            .. resolved.Chunk(ReconciliationLimits.RowsPerEvent * 10)
                .Select(some => new DifferencesResolved(id, some)),
        ];
        if (asked.File.Rejects.Count > 0)
        {
            var key = await keys.Of(id, ct);
            parts.Add(new FileRowsRejected(id, [.. asked.File.Rejects.Select(one =>
                one with { Error = key.Seal(Short(one.Error)) })]));
        }
        return
        [
            new(Streams.Reconciliation(id), 0, [header]), new(Streams.ReconciliationRows(id), 0, parts),
            new(Streams.Reconciliations, null, [new ReconciliationListed(
                id, asked.Kind, asked.Source, asked.FileHash, asked.FileName, HasFailed: false)]),
        ];
    }

    /// <summary>Deletes the keys of old reports.</summary>
    public Task Prune(CancellationToken ct) => keys.Prune(clock.GetUtcNow(), ct);

    /// <summary>A text as short as a token holds it.</summary>
    internal static string Short(string text) =>
        text.Length <= ReconciliationLimits.Text ? text : $"{text[..(ReconciliationLimits.Text - 1)]}…";

    // The DID of a row without a token gets the one of who had it last, unless that customer was erased: then the
    // number is somebody else's by now.
    private async Task<List<FoundDifference>> Name(string id, Found found, CancellationToken ct)
    {
        var owners = new Dictionary<string, DidOwner>(StringComparer.Ordinal);
        foreach (var some in found.Owners.Chunk(KeysAtOnce))
        {
            var known = await customers.Known([.. some.Select(owner => owner.CustomerId).Distinct()], ct);
            foreach (var owner in some)
                if (known.TryGetValue(owner.CustomerId, out var theirs) && !theirs.IsErased)
                    owners[owner.DidHash] = owner;
        }
        var rows = new List<FoundDifference>(found.Rows.Count);
        CustomerKey? key = null;
        foreach (var row in found.Rows)
            if (row is { Did: null, DidHash: { } hash })
                rows.Add(owners.TryGetValue(hash, out var owner)
                    ? row with { Did = owner.Did, CustomerId = row.CustomerId ?? owner.CustomerId }
                    : row with { Did = (key ??= await keys.Of(id, ct)).Seal(found.Dids[hash]) });
            else rows.Add(row);
        return rows;
    }
}
