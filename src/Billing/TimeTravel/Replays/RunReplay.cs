using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>A run while it is replayed, and what was found.</summary>
internal sealed class RunReplay(RecordedRun recorded)
{
    private readonly List<Difference> _differences = [];
    private readonly RunLeaves _leaves = new();
    private readonly Lock _lock = new();
    private int _lines, _claimed, _different;

    public RecordedRun Recorded { get; } = recorded;

    /// <summary>How many postings of the run the log holds.</summary>
    public int Posted { get; set; }

    /// <summary>Takes in what came of one part; parts are decided at the same time.</summary>
    /// <param name="outcomes">What was decided again.</param>
    /// <param name="postings">How many postings the part answers for.</param>
    /// <param name="differences">What is not as it was recorded.</param>
    public void Add(IReadOnlyList<CustomerOutcome> outcomes, int postings, IReadOnlyList<Difference> differences)
    {
        var leaves = outcomes.Select(outcome => (Outcome: outcome, Charged: Leaves(outcome, true), NotCharged: Leaves(outcome, false))).ToList();
        lock (_lock)
        {
            _lines += outcomes.Sum(outcome => outcome.Lines.Count);
            _claimed += postings;
            foreach (var (outcome, charged, notCharged) in leaves)
            {
                _leaves.Charged.Add(outcome.Customer.CustomerId, charged);
                _leaves.NotCharged.Add(outcome.Customer.CustomerId, notCharged);
            }
            Add(differences);
        }
    }

    /// <summary>What came of it all.</summary>
    /// <param name="log">Read for the events behind differences.</param>
    /// <param name="link">The run's seal; null while it has none.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ReplayView> View(IEventLog log, RunSealed? link, CancellationToken ct)
    {
        if (Posted != _claimed) Add([new("postings that a part of the run answers for", Posted, _claimed, null)]);
        var made = link is null ? null : Again(link);
        if (made != link) Add([new("seal", link!.Seal, made!.Seal, null)]);
        var facts = await FactsBehind.Find(log, 0, Recorded.Position, _differences.Select(difference => difference.About()).OfType<ReportLine>(), ct);
        var explained = _differences.Select(difference => difference.About() is { } line ? difference with { FirstEvent = facts.Last(line) } : difference)
            .OrderBy(difference => difference.Line, StringComparer.Ordinal).ToList();
        return new(Recorded.Started.RunId, Recorded.Started.Date, _different == 0, _lines, _different, explained, Recorded.Position,
            Recorded.Started.EngineVersion, link?.Seal, made?.Seal);
    }

    // The place in the chain is taken as it is recorded: all that the run itself gives to its seal is made again.
    private RunSealed Again(RunSealed link)
    {
        var (root, lines) = _leaves.Charged.Seal();
        var (notChargedRoot, notCharged) = _leaves.NotCharged.Seal();
        var made = new RunSealed(Recorded.Started.RunId, link.Number, Recorded.Started.Date, Recorded.Started.EngineVersion, Recorded.EndedAt,
            root, lines, notChargedRoot, notCharged, link.Previous, "");
        return made with { Seal = Chain.SealOf(made) };
    }

    private byte[] Leaves(CustomerOutcome outcome, bool charged) => [.. outcome.Lines
        .Where(line => line.Outcome == LineOutcome.Charged == charged)
        .SelectMany(line => SealedLine.Of(Recorded.Started.Date, outcome.Customer, line).Leaf())];

    private void Add(IReadOnlyList<Difference> differences)
    {
        _different += differences.Count;
        _differences.AddRange(differences.Take(TimeTravelLimits.Differences - _differences.Count));
    }
}
