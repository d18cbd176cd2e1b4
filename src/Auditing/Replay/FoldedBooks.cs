using Microsoft.Extensions.Logging;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Begins books that are folded from the log: from the nearest checkpoint that is what was sealed, or from nothing. The
/// answers are the same; only the cost differs.
/// </summary>
internal sealed class FoldedBooks(
    IEventLog log, NpgsqlDataSource source, Checkpoints checkpoints, ILogger<FoldedBooks> logger)
{
    /// <summary>A book to be folded further, and the events that it needs.</summary>
    /// <param name="Book">Folded up to its position.</param>
    /// <param name="EventTypes">
    /// The events that it is folded further from, without calls when nothing asks for them.
    /// </param>
    public sealed record Begun(LogBook Book, IReadOnlyCollection<Type> EventTypes);

    /// <summary>A book from which dates can be decided.</summary>
    /// <param name="dates">The business dates.</param>
    /// <param name="first">The first position that it is asked at.</param>
    /// <param name="last">The last one.</param>
    /// <param name="fromZero">Whether no checkpoint is to be used.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Begun> Begin(
        IReadOnlyCollection<DateOnly> dates, long first, long last, bool fromZero, CancellationToken ct)
    {
        for (var before = first; !fromZero; before--)
        {
            if (await checkpoints.Nearest(before, ct) is not { } found) break;
            try
            {
                return await Begin(dates, found.Made.Position, last, found.Blocks, ct);
            }
            catch (CheckpointFaultException e)
            {
                logger.LogError(
                    e, "Checkpoint {Number} of the book is not used; verify names what was changed", found.Made.Number);
                before = found.Made.Position;
            }
        }
        return await Begin(dates, 0, last, [], ct);
    }

    /// <summary>
    /// The book of the newest checkpoint with its blocks, to make the next one from; an empty one when there is none
    /// that can be used.
    /// </summary>
    public async Task<(LogBook Book, Dictionary<string, CheckpointBlock> Blocks)> ToGoOn(
        BookCheckpointSealed? last, CancellationToken ct)
    {
        if (last is not null && await checkpoints.Nearest(last.Position, ct) is { } found && found.Made == last)
            try
            {
                var book = CheckpointDraft.EmptyBook();
                await Read(found.Blocks.Where(block => !block.IsOfDate), book, ct);
                book.Position = last.Position;
                return (book, found.Blocks.ToDictionary(block => block.Name, StringComparer.Ordinal));
            }
            catch (CheckpointFaultException e)
            {
                logger.LogError(
                    e, "Checkpoint {Number} of the book is not used; verify names what was changed", last.Number);
            }
        return (CheckpointDraft.EmptyBook(), new(StringComparer.Ordinal));
    }

    private async Task<Begun> Begin(
        IReadOnlyCollection<DateOnly> dates, long position, long last, IReadOnlyList<CheckpointBlock> blocks,
        CancellationToken ct)
    {
        // Taken from the book, to leave out calls that nothing asks for: were it wrong, the lines would not be equal.
        await using var connection = await source.OpenConnectionAsync(ct);
        var anyOwnMinimum = await AssignmentRows.AnyHasOwnMinimum(connection, ct);
        var cuts = SpendCuts.Of(dates, await Packages(position, last, blocks, ct), anyOwnMinimum);
        var wanted = dates.ToHashSet();
        var book = new LogBook(new LogPostings(wanted), new LogSpend(cuts));
        await Read(blocks.Where(block => !block.IsOfDate || (block.PostedDate is { } posted && wanted.Contains(posted))
            || (block.SpendDate is { } called && cuts.Under(called) is not null)), book, ct);
        book.Position = position;
        return new(book, cuts.AreAny
            ? LogBook.EventTypes
            : [.. LogBook.EventTypes.Except(ICallsEvent.Types)]);
    }

    /// <summary>All packages with all revisions up to a position: they say which calls are asked for.</summary>
    private async Task<IEnumerable<PackageBook>> Packages(
        long position, long last, IReadOnlyList<CheckpointBlock> blocks, CancellationToken ct)
    {
        var book = CheckpointDraft.EmptyBook();
        await Read(blocks.Where(block => block.Name == CheckpointBlock.Packages), book, ct);
        await foreach (var stored in log.ReadFacts(position, last, PackageBook.EventTypes, ct)) book.Apply(stored);
        return book.PackageBooks.Values;
    }

    private async Task Read(IEnumerable<CheckpointBlock> blocks, LogBook into, CancellationToken ct)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var (block, content) in checkpoints.Contents(blocks, ct))
            if (block.IsBook)
                foreach (var (customer, assignments) in BookFormat.ReadCustomers(content, known))
                    into.Put(customer, assignments);
            else if (block.PostedDate is { } posted) BookFormat.ReadPosted(content, posted, into.Postings);
            else if (block.SpendDate is { } called) BookFormat.ReadSpend(content, called, into.Spend);
            else BookFormat.ReadPackages(content, into.PackageBooks);
    }
}
