namespace PackageBilling.Auditing.Replay;

/// <summary>
/// A part of a run decided again, compared with what was recorded: by fingerprints, and line by line where they differ.
/// </summary>
internal static class PartReplay
{
    /// <summary>The differences.</summary>
    public static async Task<IReadOnlyList<Difference>> Compare(
        IEventLog log, ChargeRunStarted run, ChargeRunPartPosted part, RecordedPostings postings,
        IReadOnlyList<DecidedAgain> decided, CancellationToken ct)
    {
        var differences = new List<Difference>();
        var notCharged = part.NotCharged.GroupBy(line => line.CustomerId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var unequal = new List<(DecidedAgain Decided, List<UnchargedLine> Recorded, long Position)>();
        var outside = 0;
        foreach (var again in decided)
        {
            var posting = postings.Take(again.CustomerId);
            if (posting is { } found && (found.Position < part.FirstPosition || found.Position > part.LastPosition))
                outside++;
            notCharged.Remove(again.CustomerId, out var others);
            var isEqual = again.Outcome.PostsAnything
                ? posting?.Print == again.Print
                : posting is null;
            if (!isEqual
                || !again.NotCharged.AsSpan().SequenceEqual(others is null ? [] : RunLeaves.Of(run.Date, others)))
                unequal.Add((again, others ?? [], posting?.Position ?? 0));
        }
        if (outside > 0)
            differences.Add(new(
                "postings that a part of the run answers for", $"{outside} outside of part {part.Part}", null, null));
        foreach (var line in notCharged.Values.SelectMany(lines => lines))
            differences.Add(Difference.Of((ReportLine.Of(run.Date, line), null)));
        var events = await Postings(log, [.. unequal.Where(one => one.Position > 0).Select(one => one.Position)], ct);
        foreach (var (again, others, position) in unequal)
            LineByLine(run, part, again, others, events.GetValueOrDefault(position), differences);
        Totals(part, decided, differences);
        return differences;
    }

    /// <summary>The postings at some positions.</summary>
    public static async Task<Dictionary<long, ChargesPosted>> Postings(
        IEventLog log, HashSet<long> positions, CancellationToken ct)
    {
        var found = new Dictionary<long, ChargesPosted>();
        if (positions.Count == 0) return found;
        await foreach (var stored in log.ReadAll(positions.Min() - 1, positions.Max(), [typeof(ChargesPosted)], ct))
            if (positions.Contains(stored.Position)) found[stored.Position] = (ChargesPosted)stored.Data;
        return found;
    }

    private static void LineByLine(
        ChargeRunStarted run, ChargeRunPartPosted part, DecidedAgain again, List<UnchargedLine> others,
        ChargesPosted? posted, List<Difference> differences)
    {
        var before = differences.Count;
        var recorded = others.Select(line => ReportLine.Of(run.Date, line))
            .Concat(posted?.Lines.Select(line => ReportLine.Of(posted, line)) ?? []).ToList();
        recorded.Sort(ReportLine.Order);
        differences.AddRange(LinePairs.Of(recorded, [.. again.Lines(run.Date)])
            .Where(pair => pair.Left != pair.Right).Select(Difference.Of));
        if (posted is not null && again.Outcome.PostsAnything
            && (CreditMoved.Of(posted), CreditMoved.Of(part.Position, again.Outcome)) is var (was, now) && was != now)
            differences.Add(new($"account of {again.CustomerId}", was, now, null));
        if (differences.Count == before)
            differences.Add(new($"lines of {again.CustomerId}", "the same in another order", null, null));
    }

    private static void Totals(
        ChargeRunPartPosted part, IReadOnlyList<DecidedAgain> decided, List<Difference> differences)
    {
        var totals = new TotalsSum();
        foreach (var again in decided) totals.Add(again.Outcome.Totals);
        var sum = totals.Sum();
        if (sum with { ByCurrency = [] } != part.Totals with { ByCurrency = [] }
            || !sum.ByCurrency.SequenceEqual(part.Totals.ByCurrency))
            differences.Add(new($"totals of part {part.Part}", part.Totals, sum, null));
    }
}
