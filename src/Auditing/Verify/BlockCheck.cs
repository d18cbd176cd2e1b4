using System.Runtime.CompilerServices;

namespace PackageBilling.Auditing.Verify;

/// <summary>Hashes the whole log again, block by block, and compares.</summary>
internal sealed class BlockCheck(NpgsqlDataSource source, LogInspection inspection, BlockChain blocks)
{
    private readonly Lock _lock = new();
    private (long Number, Fault Fault)? _first;
    private long _events;

    /// <summary>Events hashed so far.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>The newest block that was found.</summary>
    public EventBlock? Last { get; private set; }

    /// <summary>The first fault; null when there is none.</summary>
    public Fault? Found { get { lock (_lock) return _first?.Fault; } }

    /// <summary>Checks every block; a link that was handed out earlier has to be among them.</summary>
    public async Task Run(ChainLink? head, CancellationToken ct)
    {
        await Parallel.ForEachAsync(Linked(head, ct),
            new ParallelOptions { MaxDegreeOfParallelism = AuditLimits.BlocksAtOnce, CancellationToken = ct },
            async (block, stop) => await Compare(block, stop));
        if (Last is { } last && last.Last > await inspection.LastPositionGiven(ct))
            Report(last.Number, Of(last, $"block {last.Number} covers positions that the log has not reached",
                CanonicalText.Of(last.Last), null));
        if (head is not null && (Last?.Number ?? 0) < head.Number)
            Report(long.MaxValue,
                new("head",
                    $"block {head.Number}, which was handed out, is not there: the end of the chain was cut off",
                null, null, Last is null ? "no block" : $"{Last.Number} blocks", head.Hash));
    }

    // The links are checked one by one while the events they cover are hashed.
    private async IAsyncEnumerable<EventBlock> Linked(
        ChainLink? head, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var block in blocks.All(ct))
        {
            if (FaultOf(block, head) is { } fault) Report(block.Number, fault);
            Last = block;
            yield return block;

            // What follows a broken link proves nothing.
            if (Found is not null) yield break;
        }
    }

    private Fault? FaultOf(EventBlock block, ChainLink? head)
    {
        var (number, first, previous) = ((Last?.Number ?? 0) + 1, (Last?.Last ?? 0) + 1, Last?.Hash ?? Chain.Start);
        if (block.Number != number)
            return Of(block, $"block {number} is missing", $"block {block.Number}", $"block {number}");
        if (block.First != first)
            return Of(block, $"block {number} does not begin where the one before ends", CanonicalText.Of(block.First),
                CanonicalText.Of(first));
        if (block.Previous != previous)
            return Of(block, $"block {number} does not follow from the one before", block.Previous, previous);
        if (head?.Number == number && head.Hash != block.Hash)
            return new("head", $"block {number} is not the one that was handed out: the chain was written anew", null,
                null, block.Hash, head.Hash);
        return null;
    }

    private async Task Compare(EventBlock block, CancellationToken ct)
    {
        var events = await HashedEvents.Read(source, block.First, block.Last, ct);
        Interlocked.Add(ref _events, events.Count);
        if (FaultOf(block, events) is { } fault) Report(block.Number, fault);
    }

    private static Fault? FaultOf(EventBlock block, HashedEvents events)
    {
        if (Chain.HashOf(block) is var hash && hash != block.Hash)
            return Of(block, $"the record of block {block.Number} was changed", block.Hash, hash);
        if (events.Root != block.Root) return Named(block, events);
        if (events.Count != block.Events)
            return Of(block, $"block {block.Number} counts other events", CanonicalText.Of(block.Events),
                CanonicalText.Of(events.Count));
        return events.Fingerprints.AsSpan().SequenceEqual(block.Fingerprints) ? null
            : Of(block, $"the fingerprints of block {block.Number} were changed", "other fingerprints",
                "those of its events");
    }

    /// <summary>Names the first event of a block that is not what it was.</summary>
    private static Fault Named(EventBlock block, HashedEvents events)
    {
        using var stored = HashedEvents.Named(block.Fingerprints, block.First).GetEnumerator();
        using var found = HashedEvents.Named(events.Fingerprints, events.First).GetEnumerator();
        while (true)
        {
            var (hasStored, hasFound) = (stored.MoveNext(), found.MoveNext());
            var (was, now) = (stored.Current, found.Current);
            if (!hasStored && !hasFound)
                return Of(block, $"the events of block {block.Number} and its fingerprints were changed", block.Root,
                    events.Root);
            if (hasStored && hasFound && was == now) continue;
            if (!hasFound || (hasStored && was.Position < now.Position))
                return new("blocks", $"the event at position {was.Position} is gone", was.Position, null, null,
                    $"hash {was.Hash}…");
            if (!hasStored || now.Position < was.Position)
                return new("blocks", $"the event at position {now.Position} was put in later", now.Position, null,
                    $"hash {now.Hash}…", null);
            return new("blocks", $"the event at position {now.Position} was changed", now.Position, null,
                $"hash {now.Hash}…", $"hash {was.Hash}… in block {block.Number}");
        }
    }

    private static Fault Of(EventBlock block, string what, string? stored, string? recomputed) =>
        new("blocks", what, block.First, null, stored, recomputed);

    private void Report(long number, Fault fault)
    {
        lock (_lock)
            if (_first is null || number < _first.Value.Number) _first = (number, fault);
    }
}
