namespace PackageBilling.Billing;

/// <summary>What was posted, folded from the log: setup of every assignment, all else for the dates asked for only.</summary>
internal sealed class LogPostings(IEnumerable<DateOnly> dates)
{
    private readonly Dictionary<DateOnly, Dictionary<(string AssignmentId, ChargeKind Kind), Count>> _onDate = dates.Distinct().ToDictionary(date => date, _ => new Dictionary<(string, ChargeKind), Count>());
    private readonly Dictionary<string, Count> _setups = new(StringComparer.Ordinal);

    public void Post(PostedLine line) => Add(line.AssignmentId, line.Kind, line.KeyDate, line.Nth, 1);

    public void Reverse(PostedLine line) => Add(line.AssignmentId, line.Kind, line.KeyDate, 0, -1);

    public Posted Setup(string assignmentId) => _setups.GetValueOrDefault(assignmentId).Posted;

    public Posted On(string assignmentId, ChargeKind kind, DateOnly date) => _onDate[date].GetValueOrDefault((assignmentId, kind)).Posted;

    public void Forget(DateOnly date) => _onDate.Remove(date);

    private void Add(string assignmentId, ChargeKind kind, DateOnly keyDate, int nth, int standing)
    {
        if (kind == ChargeKind.Setup) _setups[assignmentId] = _setups.GetValueOrDefault(assignmentId).With(nth, standing);
        else if (_onDate.TryGetValue(keyDate, out var lines)) lines[(assignmentId, kind)] = lines.GetValueOrDefault((assignmentId, kind)).With(nth, standing);
    }

    /// <summary>How often one key was posted, and how many of these postings stand.</summary>
    private readonly record struct Count(int Times, int Standing)
    {
        public Posted Posted => new(Times, Standing > 0);

        public Count With(int nth, int standing) => new(Math.Max(Times, nth), Standing + standing);
    }
}
