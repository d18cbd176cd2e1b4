namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>
/// What differs of setup, which is due once in an assignment's life, on the date of the first run that meets it. So a
/// posted setup is put right where it stands, to what is due on that date; what was posted, or filled, outside the span
/// is left as it is. Setup that was reversed to be charged again is met anew: only runs since then count. Setup that
/// was reversed for good counts as posted.
/// </summary>
/// <param name="corrections">Corrections so far.</param>
/// <param name="posted">Assignments whose setup counts as posted, in the span or outside of it.</param>
internal sealed class SetupImpact(EarlierCorrections corrections, IReadOnlySet<string> posted)
{
    private readonly Dictionary<string, Life> _lives = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leftAlone = new(StringComparer.Ordinal);

    private sealed class Life(ImpactKey about)
    {
        public ImpactKey About { get; } = about;

        public List<RecordedLine> Recorded { get; } = [];

        /// <summary>What runs that meet it would post, and when these runs were.</summary>
        public List<(DueNow Due, long At)> Met { get; } = [];
    }

    /// <summary>Leaves out an assignment that cannot be decided.</summary>
    public void LeaveAlone(string assignmentId) => _leftAlone.Add(assignmentId);

    /// <summary>Takes in a date.</summary>
    public void Add(ImpactKey about, IReadOnlyList<RecordedLine> recorded, DueNow? due)
    {
        if (!_lives.TryGetValue(about.AssignmentId, out var life)) _lives[about.AssignmentId] = life = new(about);
        life.Recorded.AddRange(recorded);
        if (due is null) return;
        life.Met.AddRange(due.Covered.Concat(recorded.Select(line => line.After)).Select(at => (due, at)));
    }

    /// <summary>What differs, in no order, once all dates were taken in.</summary>
    public IEnumerable<ImpactLine> Lines() =>
        _lives.Where(life => !_leftAlone.Contains(life.Key)).SelectMany(life => Lines(life.Value));

    private IEnumerable<ImpactLine> Lines(Life life)
    {
        var since = corrections.OpenSince(life.About);
        var due = life.Met.Where(met => met.At >= since).OrderBy(met => met.At).Select(met => met.Due).FirstOrDefault();
        foreach (var line in life.Recorded)
            foreach (var impact in corrections.Of(line.Date, line, due)) yield return impact;
        var stands = life.Recorded.Exists(line => !corrections.IsReversed(line));
        if (corrections.OfGap(life.About) is { } filled)
            foreach (var impact in corrections.OfGap(filled.Last.Date, life.About, stands ? null : due, null))
                yield return impact;
        else if (life.Recorded.Count == 0 && due?.CoveredAt is not null && !posted.Contains(life.About.AssignmentId))
            foreach (var impact in corrections.OfGap(due.Date, life.About, due, 1)) yield return impact;
    }
}
