namespace PackageBilling.Auditing.Replay;

/// <summary>A run while it is replayed, and what was found.</summary>
internal sealed class RunReplay(RecordedRun recorded)
{
    private readonly List<Difference> _differences = [];
    private readonly RunLeaves _leaves = new();
    private readonly Lock _lock = new();
    private Task<RecordedPostings>? _postings;
    private int _lines, _different, _partsLeft = recorded.Parts.Count;

    public RecordedRun Recorded { get; } = recorded;

    /// <summary>
    /// What the run has posted; read when its first part asks for it, and released with the last one.
    /// </summary>
    public Task<RecordedPostings> Postings(IEventLog log, CancellationToken ct)
    {
        lock (_lock) return _postings ??= RecordedPostings.Load(log, Recorded, ct);
    }

    /// <summary>Adds the result of one part; parts are decided at the same time.</summary>
    /// <param name="log">Read for postings that no part answers for.</param>
    /// <param name="decided">What was decided again.</param>
    /// <param name="differences">What is not as it was recorded.</param>
    /// <param name="ct">Gives up.</param>
    public async Task Add(
        IEventLog log, IReadOnlyList<DecidedAgain> decided, IReadOnlyList<Difference> differences, CancellationToken ct)
    {
        lock (_lock)
        {
            foreach (var again in decided)
            {
                _lines += again.Outcome.Lines.Count;
                _leaves.Charged.Add(again.CustomerId, again.Charged);
                _leaves.NotCharged.Add(again.CustomerId, again.NotCharged);
            }
            Add(differences);
            if (--_partsLeft > 0) return;
        }
        await End(log, ct);
    }

    /// <summary>The result.</summary>
    /// <param name="log">Read for the events behind differences.</param>
    /// <param name="link">The run's seal; null while it has none.</param>
    /// <param name="foldedFrom">The position of the checkpoint that the book was folded from.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ReplayView> View(IEventLog log, RunSealed? link, long foldedFrom, CancellationToken ct)
    {
        if (Recorded.Parts.Count == 0) await End(log, ct);
        var made = link is null ? null : Again(link);
        if (made != link) Add([new("seal", link!.Seal, made!.Seal, null)]);
        var events = await EventsBehind.Find(
            log, 0, Recorded.Position, _differences.Select(difference => difference.About()).OfType<ReportLine>(), ct);
        var explained = _differences.Select(difference =>
            difference.About() is { } line ? difference with { FirstEvent = events.Last(line) } : difference)
            .OrderBy(difference => difference.Line, StringComparer.Ordinal).ToList();
        return new(
            Recorded.Started.RunId, Recorded.Started.Date, _different == 0, _lines, _different, explained,
            Recorded.Position, Recorded.Started.EngineVersion, link?.Seal, made?.Seal, foldedFrom);
    }

    /// <summary>Everything that was posted must belong to a customer that was decided again.</summary>
    private async Task End(IEventLog log, CancellationToken ct)
    {
        var postings = await Postings(log, ct);
        foreach (var customerId in postings.Twice)
            Add([new($"postings to {customerId}", "more than one", "one", null)]);
        var left = await PartReplay.Postings(log, [.. postings.Left()], ct);
        foreach (var posted in left.Values)
            Add([.. posted.Lines.Select(line => Difference.Of((ReportLine.Of(posted, line), null)))]);
        _postings = null;
    }

    // The place in the chain is taken as recorded; everything that the run itself contributes to its seal is
    // recomputed.
    private RunSealed Again(RunSealed link)
    {
        var (root, lines) = _leaves.Charged.Seal();
        var (notChargedRoot, notCharged) = _leaves.NotCharged.Seal();
        var made = new RunSealed(
            Recorded.Started.RunId, link.Number, Recorded.Started.Date, Recorded.Started.EngineVersion,
            Recorded.EndedAt, root, lines, notChargedRoot, notCharged, link.Previous, "");
        return made with { Seal = Chain.SealOf(made) };
    }

    private void Add(IReadOnlyList<Difference> differences)
    {
        lock (_lock)
        {
            _different += differences.Count;
            _differences.AddRange(differences.Take(ReplayLimits.Differences - _differences.Count));
        }
    }
}
