namespace PackageBilling.Billing;

/// <summary>One business date: what was posted for it, and what is due by now.</summary>
/// <param name="date">The date.</param>
/// <param name="reversed">Lines that were taken back.</param>
/// <param name="setups">Assignments whose setup was posted, or was found to be due on an earlier date; grows.</param>
/// <param name="corrections">Corrections so far, by what they correct.</param>
internal sealed class DateImpact(DateOnly date, IReadOnlySet<string> reversed, HashSet<string> setups, Dictionary<string, PastRuns.Corrected> corrections)
{
    private readonly SortedDictionary<(string Customer, string Assignment, ChargeKind Kind), Key> _keys = new(Order);
    private readonly HashSet<string> _quarantined = new(StringComparer.Ordinal);

    private static readonly Comparer<(string Customer, string Assignment, ChargeKind Kind)> Order = Comparer<(string Customer, string Assignment, ChargeKind Kind)>.Create((x, y) =>
        string.CompareOrdinal(x.Customer, y.Customer) is var byCustomer and not 0 ? byCustomer
        : string.CompareOrdinal(x.Assignment, y.Assignment) is var byAssignment and not 0 ? byAssignment
        : x.Kind.CompareTo(y.Kind));

    private sealed class Key
    {
        public Dictionary<string, ReportLine> Recorded { get; } = new(StringComparer.Ordinal);

        public (ReportLine Shown, DateOnly KeyDate)? Due { get; set; }
    }

    public DateOnly Date { get; } = date;

    public void AddRecorded(ReportLine line) => At(line).Recorded[line.ChargeId!] = line;

    public void AddDue(CustomerOutcome outcome)
    {
        foreach (var line in outcome.Lines)
            if (line.Outcome == LineOutcome.Quarantined) _quarantined.Add(line.Assignment.AssignmentId);
            else if (line.Outcome == LineOutcome.Charged)
                At(ReportLine.Of(Date, outcome.Customer, line)).Due = (ReportLine.Of(Date, outcome.Customer, line), line.KeyDate);
    }

    /// <summary>What differs, in order; an assignment that cannot be decided is left as it is.</summary>
    public IEnumerable<ImpactLine> Lines(IReadOnlyList<string>? customerIds)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ((_, assignmentId, kind), key) in _keys)
        {
            if (_quarantined.Contains(assignmentId)) continue;
            var standing = key.Recorded.Values.Where(line => !reversed.Contains(line.ChargeId!)).OrderBy(line => line.ChargeId, StringComparer.Ordinal).ToList();
            var due = key.Due is { } found ? new RetailCost(found.Shown.Retail, found.Shown.Cost) : default;
            foreach (var line in standing)
            {
                answered.Add(line.ChargeId!);
                if (Differs(line, line.ChargeId!, ChargeIds.Parse(line.ChargeId!)!.Value.KeyDate, new(line.Retail, line.Cost), due, null) is { } impact) yield return impact;
            }
            if (standing.Count > 0 || key.Recorded.Count > 0 || key.Due is not { } gap) continue;
            var gapId = ChargeIds.Of(assignmentId, kind, gap.KeyDate, 0);
            if (kind == ChargeKind.Setup && corrections.GetValueOrDefault(gapId)?.Last.Date != Date && !setups.Add(assignmentId)) continue;
            answered.Add(gapId);
            if (Differs(gap.Shown, gapId, gap.KeyDate, default, due, 1) is { } missing) yield return missing;
        }
        foreach (var (corrects, before) in corrections.OrderBy(one => one.Key, StringComparer.Ordinal))
            if (before.Last.Date == Date && !answered.Contains(corrects) && !_quarantined.Contains(before.Last.AssignmentId)
                && before.Sum != default && customerIds?.Contains(before.CustomerId) != false)
                yield return Undone(corrects, before);
    }

    private ImpactLine? Differs(ReportLine about, string corrects, DateOnly keyDate, RetailCost posted, RetailCost due, int? fills)
    {
        var before = corrections.GetValueOrDefault(corrects);
        var stands = posted + (before?.Sum ?? default);
        if (stands == due) return null;
        var more = due - stands;
        var nth = (before?.Last.Nth ?? 0) + 1;
        return new(about.CustomerId, about.Currency, new(corrects, nth, Date, about.AssignmentId, about.PackageId, about.Did, about.Kind, keyDate,
            nth == 1 ? fills : null, more.Retail, more.Cost, about.DebitsCredit), stands, due, about);
    }

    /// <summary>A correction of a line that was taken back since, or of a gap that is none any more.</summary>
    private ImpactLine Undone(string corrects, PastRuns.Corrected before)
    {
        var last = before.Last;
        return new(before.CustomerId, before.Currency, last with { Nth = last.Nth + 1, Fills = null, Retail = -before.Sum.Retail, Cost = -before.Sum.Cost }, before.Sum, default,
            new(corrects, LineOutcome.Charged, false, before.CustomerId, last.Did, last.AssignmentId, last.PackageId, last.Of, Date, 1, before.Sum.Retail, before.Sum.Cost,
                before.Sum.Retail, before.Sum.Cost, last.DebitsCredit, false, before.Currency, null, null, null, null));
    }

    private Key At(ReportLine line)
    {
        var name = (line.CustomerId, line.AssignmentId, line.Kind);
        if (!_keys.TryGetValue(name, out var key)) _keys[name] = key = new();
        return key;
    }
}
