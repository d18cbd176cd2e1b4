namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Recomputes every checkpoint of the book from the log, and compares the list of its blocks and their contents with
/// what is stored. Holds the whole book, or nothing when there are no checkpoints.
/// </summary>
internal sealed class CheckpointCheck(Checkpoints checkpoints)
{
    private readonly HashSet<Type> _types = [.. LogBook.EventTypes];
    private readonly LogBook _book = CheckpointDraft.EmptyBook();
    private IReadOnlyList<BookCheckpointSealed> _made = [];
    private Dictionary<string, CheckpointBlock> _before = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>What has to be read of the log besides what others read.</summary>
    public IReadOnlyCollection<Type> EventTypes => _made.Count > 0 ? LogBook.EventTypes : [];

    public Fault? Found { get; private set; }

    /// <summary>Finds the checkpoints that were sealed up to a position.</summary>
    public async Task Begin(long through, CancellationToken ct) => _made = await checkpoints.Sealed(through, ct);

    /// <summary>Compares the checkpoints below a position that is about to be taken in.</summary>
    public async Task Reach(long position, CancellationToken ct)
    {
        while (Found is null && _next < _made.Count && _made[_next].Position < position)
        {
            Found = await Compare(_made[_next], _next == 0 ? null : _made[_next - 1], ct);
            _next++;
        }
    }

    public void Take(StoredEvent stored)
    {
        if (Found is null && _next < _made.Count && _types.Contains(stored.Data.GetType()))
            _book.Apply(stored.ToFact());
    }

    /// <summary>Compares what is left, and looks for blocks of no checkpoint.</summary>
    public async Task Finish(MakeCheckpoints making, CancellationToken ct)
    {
        await Reach(long.MaxValue, ct);
        if (Found is null && await making.Unsealed(ct) is { } block)
            Found = new("checkpoints", $"block {block.Name} is of checkpoint {block.Number}, which was never sealed",
                null, null, block.Name, null);
    }

    private async Task<Fault?> Compare(BookCheckpointSealed link, BookCheckpointSealed? previous, CancellationToken ct)
    {
        var number = (previous?.Number ?? 0) + 1;
        if (link.Number != number || link.Previous != (previous?.Seal ?? Chain.Start)
            || Chain.SealOf(link) != link.Seal)
            return Of(link, $"the seal of checkpoint {number} does not follow from the one before", link.Seal,
                Chain.SealOf(link with { Number = number, Previous = previous?.Seal ?? Chain.Start }));
        var stored = (await checkpoints.Blocks(number, ct)).ToDictionary(block => block.Name, StringComparer.Ordinal);
        if (link.Form != BookFormat.Number) return await ContentFault(link, stored.Values, ct);

        var again = new SortedDictionary<string, CheckpointBlock>(StringComparer.Ordinal);
        await foreach (var (block, _) in CheckpointDraft.Of(_book, number, _before, checkpoints.Content, ct))
            again.Add(block.Name, block);
        foreach (var block in again.Values.ToList())
            if (!stored.Remove(block.Name, out var kept))
                return Of(link, $"block {block.Name} of checkpoint {number} is gone", null, block.Hash);
            else if (kept.Hash != block.Hash)
                return Of(
                    link, $"block {block.Name} of checkpoint {number} is not what the log says", kept.Hash, block.Hash);
            // A checkpoint that was made when the one before could not be used keeps everything itself.
            else if (kept.KeptIn != block.KeptIn && kept.KeptIn != number)
                return Of(link, $"block {block.Name} of checkpoint {number} is said to be kept elsewhere",
                    CanonicalText.Of(kept.KeptIn), CanonicalText.Of(block.KeptIn));
            else again[block.Name] = kept;
        if (stored.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } added)
            return Of(link, $"block {added} of checkpoint {number} was put in", added, null);
        if (Chain.RootOf(again.Values) is var root && (root != link.Root || again.Count != link.Blocks))
            return Of(link, $"checkpoint {number} was sealed over other blocks", link.Root, root);
        if (_book.Size != link.Rows)
            return Of(link, $"checkpoint {number} was sealed over other rows", CanonicalText.Of(link.Rows),
                CanonicalText.Of(_book.Size));
        _before = new(again, StringComparer.Ordinal);
        _book.Postings.Clear();
        _book.Spend.Clear();
        return await ContentFault(link, again.Values, ct);
    }

    private async Task<Fault?> ContentFault(
        BookCheckpointSealed link, IEnumerable<CheckpointBlock> blocks, CancellationToken ct)
    {
        if (await checkpoints.Unneeded(link.Number, ct) is { } extra)
            return Of(
                link, $"block {extra} of checkpoint {link.Number} holds a content that is kept elsewhere", extra, null);
        try
        {
            await foreach (var _ in checkpoints.Contents(blocks.Where(block => block.KeptIn == link.Number), ct)) { }
            return null;
        }
        catch (CheckpointFaultException e)
        {
            return Of(link, $"the content of block {e.Block.Name} of checkpoint {e.Block.KeptIn} was changed",
                "another content", e.Block.Hash);
        }
    }

    private static Fault Of(BookCheckpointSealed link, string what, string? stored, string? recomputed) =>
        new("checkpoints", what, link.Position, null, stored, recomputed);
}
