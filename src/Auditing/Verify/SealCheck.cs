namespace PackageBilling.Auditing.Verify;

/// <summary>Recomputes the chain of seals from the events of the runs, in the order of the log, and compares.</summary>
internal sealed class SealCheck
{
    private readonly Dictionary<string, OpenRun> _open = new(StringComparer.Ordinal);
    private readonly Queue<(ChargeRunStarted Run, long Ended, RunLeaves Leaves)> _ended = [];
    private readonly List<(string RunId, string Seal)> _seals = [];
    private RunSealed? _last;

    private sealed class OpenRun(ChargeRunStarted run)
    {
        public ChargeRunStarted Run { get; } = run;

        public RunLeaves Leaves { get; } = new();

        /// <summary>What was posted by parts whose own record has not been read yet.</summary>
        public List<(long Position, ChargesPosted Posted)> Unrecorded { get; private set; } = [];

        public void Add(ChargeRunPartPosted part)
        {
            var range = PartRange.Of(part);
            var others = new List<(long Position, ChargesPosted Posted)>();
            foreach (var one in Unrecorded)
                if (one.Position >= range.First && one.Position <= range.Last && range.Covers(one.Posted.CustomerId))
                    Leaves.Add(one.Posted);
                else others.Add(one);
            Unrecorded = others;
            Leaves.Add(Run.Date, part);
        }
    }

    /// <summary>How many runs had their seals recomputed.</summary>
    public long Runs => _seals.Count;

    /// <summary>The newest seal.</summary>
    public ChainLink? Last => _last is null ? null : new(_last.Number, _last.Seal);

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        switch (stored.Data)
        {
            case ChargeRunStarted run: _open[run.RunId] = new(run); break;
            case ChargesPosted posted when _open.TryGetValue(posted.RunId, out var run):
                run.Unrecorded.Add((stored.Position, posted));
                break;
            case ChargeRunPartPosted part when _open.TryGetValue(part.RunId, out var run): run.Add(part); break;
            case ChargeRunCompleted ended: End(ended.RunId, stored.Position); break;
            case ChargeRunFailed ended: End(ended.RunId, stored.Position); break;
            case ChargeRunCancelled ended: End(ended.RunId, stored.Position); break;
            case RunSealed link: Compare(stored, link); break;
            default: break;
        }
    }

    /// <summary>
    /// Checks that the chain holds the seal that was handed out, the seals that answers show, and one for every run
    /// that ended.
    /// </summary>
    /// <remarks>
    /// Runs are sealed while this goes on. A seal above the position that the log was read up to is looked up where it
    /// is stored, after whatever says that it exists was read. So it is there unless somebody removed it.
    /// </remarks>
    /// <param name="head">A link handed out earlier.</param>
    /// <param name="sealedThrough">The position up to which runs have been sealed, read before.</param>
    /// <param name="stored">The seals as they are stored.</param>
    /// <param name="ct">Gives up.</param>
    public async Task Finish(ChainLink? head, long sealedThrough, StoredSeals stored, CancellationToken ct)
    {
        if (_ended.TryPeek(out var unsealed) && unsealed.Ended <= sealedThrough
            && (await stored.At(_seals.Count + 1, ct))?.RunId != unsealed.Run.RunId)
            Report(new("seals", $"run {unsealed.Run.RunId} has ended and its seal is gone", unsealed.Ended,
                unsealed.Run.RunId, null, unsealed.Leaves.Charged.Seal().Root));
        if (head is not null) Found = await HeadFault(head, stored, ct) ?? Found;
        await CompareShown(stored, ct);
    }

    private async Task<Fault?> HeadFault(ChainLink head, StoredSeals stored, CancellationToken ct)
    {
        var seal = head.Number < 1 ? null
            : head.Number <= _seals.Count ? _seals[(int)head.Number - 1].Seal
            : (await stored.At(head.Number, ct))?.Seal;
        return seal is null
            ? new("head", $"seal {head.Number}, which was handed out, is not there: the end of the chain was cut off",
                null, null, $"{_seals.Count} seals", head.Hash)
            : seal != head.Hash
                ? new("head", $"seal {head.Number} is not the one that was handed out: the chain was written anew",
                    null, null, seal, head.Hash)
                : null;
    }

    private void End(string runId, long position)
    {
        if (_open.Remove(runId, out var run)) _ended.Enqueue((run.Run, position, run.Leaves));
        else Report(new("seals", $"run {runId} has ended without having been started", position, runId, null, null));
    }

    private void Compare(StoredEvent stored, RunSealed link)
    {
        _seals.Add((link.RunId, link.Seal));
        if (!_ended.TryDequeue(out var ended))
            Report(new("seals", $"seal {link.Number} is of no run that has ended", stored.Position, link.RunId,
                link.RunId, null));
        else
        {
            var made = SealRuns.Next(_last, ended.Run, ended.Ended, ended.Leaves);
            if (made != link) Report(Difference(stored, link, made));
        }
        _last = link;
    }

    private static Fault Difference(StoredEvent stored, RunSealed link, RunSealed made)
    {
        (string What, string Stored, string Made)[] values =
        [
            ("the run in the place", link.RunId, made.RunId),
            ("the number", CanonicalText.Of(link.Number), CanonicalText.Of(made.Number)),
            ("the lines", link.Root, made.Root),
            ("the count of lines", CanonicalText.Of(link.Lines), CanonicalText.Of(made.Lines)),
            ("the lines that were not charged", link.NotChargedRoot, made.NotChargedRoot),
            ("the count of lines that were not charged", CanonicalText.Of(link.NotCharged),
                CanonicalText.Of(made.NotCharged)),
            ("the date", CanonicalText.Of(link.Date), CanonicalText.Of(made.Date)),
            ("the version of the rules", link.EngineVersion, made.EngineVersion),
            ("the position of the end", CanonicalText.Of(link.Ended), CanonicalText.Of(made.Ended)),
            ("the seal before", link.Previous, made.Previous), ("the hash", link.Seal, made.Seal),
        ];
        var (what, was, now) = values.First(value => value.Stored != value.Made);
        return new("seals", $"{what} of run {link.RunId} is not what seal {link.Number} says", stored.Position,
            link.RunId, was, now);
    }

    private async Task CompareShown(StoredSeals stored, CancellationToken ct)
    {
        // A seal that was made meanwhile is both shown and in the log; one that is only shown was put in.
        var expected = 0;
        await foreach (var (number, runId, seal) in stored.Shown(_seals.Count, ct))
        {
            if (++expected > _seals.Count || number != expected || (runId, seal) != _seals[expected - 1])
            {
                Report(new("seals", $"the seal that is shown for run {runId} is not seal {expected} of the log", null,
                    runId, seal, expected > _seals.Count ? null : _seals[expected - 1].Seal));
                return;
            }
        }
        if (expected < _seals.Count)
            Report(new("seals", $"seal {expected + 1} is in the log and not shown", null, null, null,
                _seals[expected].Seal));
    }

    private void Report(Fault fault) => Found ??= fault;
}
