using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>A run while it is replayed, and what was found.</summary>
internal sealed class RunReplay(RecordedRun recorded)
{
    private readonly List<Difference> _differences = [];
    private readonly Lock _lock = new();
    private int _lines, _claimed, _different;

    public RecordedRun Recorded { get; } = recorded;

    /// <summary>How many postings of the run the log holds.</summary>
    public int Posted { get; set; }

    /// <summary>Takes in what came of one part; parts are decided at the same time.</summary>
    public void Add(int lines, int postings, IReadOnlyList<Difference> differences)
    {
        lock (_lock)
        {
            _lines += lines;
            _claimed += postings;
            _different += differences.Count;
            _differences.AddRange(differences.Take(TimeTravelLimits.Differences - _differences.Count));
        }
    }

    public async Task<ReplayView> View(IEventLog log, CancellationToken ct)
    {
        if (Posted != _claimed) Add(0, 0, [new("postings that a part of the run answers for", Posted, _claimed, null)]);
        var facts = await FactsBehind.Find(log, 0, Recorded.Position, _differences.Select(difference => difference.About()).OfType<ReportLine>(), ct);
        var explained = _differences.Select(difference => difference.About() is { } line ? difference with { FirstEvent = facts.Last(line) } : difference)
            .OrderBy(difference => difference.Line, StringComparer.Ordinal).ToList();
        return new(Recorded.Started.RunId, Recorded.Started.Date, _different == 0, _lines, _different, explained, Recorded.Position,
            Recorded.Started.EngineVersion, null, null);
    }
}
