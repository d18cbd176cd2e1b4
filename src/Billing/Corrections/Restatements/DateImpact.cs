namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>One business date: what was posted for it, and what is due by now, of all that is charged again and again;
/// setup has a life of its own.</summary>
internal sealed class DateImpact(DateOnly date, EarlierCorrections corrections, SetupImpact setups)
{
    private readonly Dictionary<(string AssignmentId, ChargeKind Kind), Key> _keys = [];
    private readonly HashSet<string> _undecided = new(StringComparer.Ordinal);

    private sealed class Key(ImpactKey about)
    {
        public ImpactKey About { get; } = about;

        public List<RecordedLine> Recorded { get; } = [];

        public DueNow? Due { get; set; }
    }

    public DateOnly Date => date;

    public void AddRecorded(RecordedLine line) => At(line.Key).Recorded.Add(line);

    /// <summary>Takes in what is due to a customer, with the runs of the date that were for him.</summary>
    public void AddDue(CustomerOutcome outcome, IReadOnlyList<PastRun> runs)
    {
        IReadOnlyList<long> covered = [.. runs.Select(run => run.Position)];
        foreach (var decided in outcome.Lines)
            if (decided.Outcome == LineOutcome.Quarantined) _undecided.Add(decided.Line.AssignmentId);
            else if (decided.Outcome == LineOutcome.Charged)
            {
                var due = DueNow.Of(date, outcome.Customer, decided.Line) with { Covered = covered };
                At(due.Key).Due = due;
            }
    }

    /// <summary>What differs, in no order; an assignment that cannot be decided is left as it is.</summary>
    public IEnumerable<ImpactLine> Lines()
    {
        foreach (var correction in corrections.On(date)) At(correction.Key);
        foreach (var ((assignmentId, kind), key) in _keys)
        {
            if (_undecided.Contains(assignmentId))
            {
                if (kind == ChargeKind.Setup) setups.LeaveAlone(assignmentId);
                continue;
            }
            if (kind == ChargeKind.Setup)
            {
                setups.Add(key.About, key.Recorded, key.Due);
                continue;
            }
            foreach (var recorded in key.Recorded)
                foreach (var line in corrections.Of(date, recorded, key.Due)) yield return line;
            var isFilled = corrections.OfGap(key.About) is not null;
            if (isFilled || (key.Recorded.Count == 0 && key.Due?.CoveredAt is not null))
                foreach (var line in corrections.OfGap(date, key.About, key.Due, isFilled ? null : 1))
                    yield return line;
        }
    }

    private Key At(ImpactKey key)
    {
        if (!_keys.TryGetValue((key.AssignmentId, key.Kind), out var known))
            _keys[(key.AssignmentId, key.Kind)] = known = new(key);
        return known;
    }
}
