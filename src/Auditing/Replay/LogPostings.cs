namespace PackageBilling.Auditing.Replay;

/// <summary>
/// What was posted of recurring and minimum spend, folded from the log, by date and by the assignment's key.
/// </summary>
/// <param name="dates">The dates that are kept; null for all.</param>
internal sealed class LogPostings(IEnumerable<DateOnly>? dates)
{
    private readonly bool _all = dates is null;
    private readonly Dictionary<DateOnly, Dictionary<(long AssignmentKey, ChargeKind Kind), PostedCount>> _onDate =
        (dates ?? []).Distinct().ToDictionary(date => date, _ => new Dictionary<(long, ChargeKind), PostedCount>());

    /// <summary>The dates that are kept and known of.</summary>
    public IEnumerable<DateOnly> Dates => _onDate.Keys;

    /// <summary>Whether what was posted on a date is of interest.</summary>
    public bool Keeps(DateOnly date) => _all || _onDate.ContainsKey(date);

    /// <summary>Takes in what became of one key.</summary>
    public void Add(DateOnly postingDate, (long AssignmentKey, ChargeKind Kind) key, PostedCount more)
    {
        if (!_onDate.TryGetValue(postingDate, out var lines))
        {
            if (!_all) return;
            _onDate[postingDate] = lines = [];
        }
        lines[key] = lines.GetValueOrDefault(key).With(more);
    }

    public Posted On(long assignmentKey, ChargeKind kind, DateOnly date) =>
        _onDate[date].GetValueOrDefault((assignmentKey, kind)).Posted;

    /// <summary>What was posted on a date.</summary>
    public IReadOnlyDictionary<(long AssignmentKey, ChargeKind Kind), PostedCount> On(DateOnly date) => _onDate[date];

    public void Forget(DateOnly date) => _onDate.Remove(date);

    /// <summary>Removes everything.</summary>
    public void Clear() => _onDate.Clear();
}
