namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>What was corrected of each line or gap so far, by what it corrects, and which lines were reversed or
/// taken back by credit notes.</summary>
/// <param name="reversed">The lines that were reversed, for good or not, with the positions at which they were.</param>
/// <param name="credited">The lines and corrections that credit notes took back for good.</param>
internal sealed class EarlierCorrections(
    IReadOnlyDictionary<string, long> reversed, IReadOnlySet<string> credited)
{
    private readonly Dictionary<string, Corrected> _all = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leftAlone = new(StringComparer.Ordinal);

    /// <summary>The corrections of one line or gap.</summary>
    /// <param name="Key">What it is about.</param>
    /// <param name="Last">The newest one.</param>
    /// <param name="Sum">All of them added up.</param>
    /// <param name="DecidedAt">The position that the newest one was decided at.</param>
    internal sealed record Corrected(ImpactKey Key, RestatedLine Last, OwedSum Sum, long DecidedAt);

    private ILookup<DateOnly, Corrected>? _byDate;

    /// <summary>Those of a business date.</summary>
    public IEnumerable<Corrected> On(DateOnly date) => (_byDate ??= _all.Values.ToLookup(one => one.Last.Date))[date];

    public void Add(ChargesRestated restated)
    {
        _byDate = null;
        foreach (var line in restated.Lines)
        {
            var isCredited = credited.Contains(line.Id);
            if (isCredited && !IsTakenBack(line.Corrects)) _leftAlone.Add(line.Corrects);
            _all[line.Corrects] = new(
                ImpactKey.Of(restated.CustomerId, restated.Currency, line.Of, line.Line), line,
                (_all.GetValueOrDefault(line.Corrects)?.Sum ?? default)
                    + (isCredited ? default : OwedSum.Of(line.Line)),
                restated.DecidedAt);
        }
    }

    /// <summary>What puts a posted line right; nothing when it is. A line that was reversed or credited is left alone;
    /// what corrected it goes with it, but for what a credit note took back too.</summary>
    public IEnumerable<ImpactLine> Of(DateOnly date, RecordedLine recorded, DueNow? due)
    {
        var id = recorded.Line.Id;
        return IsTakenBack(id)
            ? Differences(date, recorded.Key, id, default, null, null, recorded.After)
            : Differences(date, recorded.Key, id, OwedSum.Of(recorded.Line), due?.Line, null, recorded.After);
    }

    private bool IsTakenBack(string id) => reversed.ContainsKey(id) || credited.Contains(id);

    public bool IsReversed(RecordedLine recorded) => reversed.ContainsKey(recorded.Line.Id);

    /// <summary>The position at which setup was last reversed, and so, unless it was for good, was open again;
    /// 0 when it never was.</summary>
    public long OpenSince(ImpactKey setup)
    {
        // It is posted again only after the one before was reversed.
        var since = 0L;
        for (var occurrence = 1; reversed.TryGetValue(ChargeIds.Of(
            setup.AssignmentId, ChargeKind.Setup, setup.PostingDate, occurrence), out var position); occurrence++)
            since = Math.Max(since, position);
        return since;
    }

    /// <summary>The corrections of the gap where a line was due; null when there was none.</summary>
    public Corrected? OfGap(ImpactKey key) => _all.GetValueOrDefault(GapId(key));

    /// <summary>What puts a gap right.</summary>
    /// <param name="date">The business date; a gap that was filled keeps its own.</param>
    /// <param name="key">What it is about.</param>
    /// <param name="due">What is due there; null for nothing.</param>
    /// <param name="fills">Under which number it counts as posted from now on; null when it does already.</param>
    public IEnumerable<ImpactLine> OfGap(DateOnly date, ImpactKey key, DueNow? due, int? fills) =>
        Differences(OfGap(key)?.Last.Date ?? date, key, GapId(key), default, due?.Line, fills, due?.CoveredAt ?? 0);

    private static string GapId(ImpactKey key) => ChargeIds.Of(key.AssignmentId, key.Kind, key.PostingDate, 0);

    // What moves between credit and invoice is two lines: one takes it from here, the other puts it there.
    private IEnumerable<ImpactLine> Differences(
        DateOnly date, ImpactKey key, string corrects, OwedSum posted, ChargeLine? due, int? fills, long after)
    {
        // Taking back a correction is somebody's decision; the next restatement must not undo it.
        if (_leftAlone.Contains(corrects)) yield break;
        var before = _all.GetValueOrDefault(corrects);
        var stands = posted + (before?.Sum ?? default);
        var (more, occurrence) = (OwedSum.Of(due) - stands, before?.Last.Line.Occurrence ?? 0);
        foreach (var (part, debits) in ((RetailCost, bool)[])[(more.Debited, true), (more.Accrued, false)])
        {
            if (part == default) continue;
            var line = new ChargeLine(
                key.AssignmentId, key.PackageId, key.Did, ChargeKind.Restatement, key.PostingDate, ++occurrence, 1,
                part.Retail, part.Cost, part.Retail,
                part.Cost, debits, false, due?.PriceFrom ?? default, due?.Spend, due?.IntervalFrom,
                due?.IntervalTo, due?.ActiveDays);
            yield return new(key.CustomerId, key.Currency,
                new(corrects, key.Kind, date, line, occurrence == 1 ? fills : null, stands.Total.Retail,
                    stands.Total.Cost, due, null), Math.Max(after, before?.DecidedAt ?? 0));
        }
    }
}
