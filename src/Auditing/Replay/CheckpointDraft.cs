using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// The blocks of the next checkpoint: the book as it was folded, and the totals of the dates that something was
/// recorded about since the checkpoint before. All other dates are unchanged. Making a checkpoint and verifying one
/// both use this.
/// </summary>
internal static class CheckpointDraft
{
    /// <summary>
    /// A book that a checkpoint is made from: it keeps what was posted and called since the last one, on any date.
    /// </summary>
    public static LogBook EmptyBook() => new(new LogPostings(null), new LogSpend(SpendCuts.All));

    /// <summary>Every block, with its content where that is not kept already.</summary>
    /// <param name="book">The book, with what is new since the checkpoint before.</param>
    /// <param name="number">The number of the checkpoint.</param>
    /// <param name="before">The blocks of the checkpoint before, by name.</param>
    /// <param name="contentOf">Reads one of them.</param>
    /// <param name="ct">Gives up.</param>
    public static async IAsyncEnumerable<(CheckpointBlock Block, byte[]? Content)> Of(
        LogBook book, long number, IReadOnlyDictionary<string, CheckpointBlock> before,
        Func<CheckpointBlock, CancellationToken, Task<byte[]>> contentOf, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return Block(CheckpointBlock.Packages, BookFormat.Packages(book));
        var blocks = 0;
        foreach (var customers in book.All().Chunk(BookFormat.CustomersPerBlock))
            yield return Block(CheckpointBlock.Book(++blocks), BookFormat.Customers(book, customers));

        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var date in book.Postings.Dates)
        {
            changed.Add(CheckpointBlock.Posted(date));
            yield return Block(CheckpointBlock.Posted(date), await Posted(date));
        }
        foreach (var date in book.Spend.All().GroupBy(one => one.Date))
        {
            changed.Add(CheckpointBlock.Spend(date.Key));
            yield return Block(CheckpointBlock.Spend(date.Key), await Spend(date.Key, date));
        }
        foreach (var block in before.Values)
            if (block.IsOfDate && !changed.Contains(block.Name)) yield return (block, null);

        (CheckpointBlock, byte[]?) Block(string name, byte[] content)
        {
            var hash = MerkleTree.Hex(SHA256.HashData(content));
            return before.TryGetValue(name, out var same) && same.Hash == hash
                ? (same, null)
                : (new(name, hash, number), content);
        }

        async Task<byte[]> Posted(DateOnly date)
        {
            if (!before.TryGetValue(CheckpointBlock.Posted(date), out var known))
                return BookFormat.Posted(book.Postings.On(date));
            var sum = new LogPostings([date]);
            BookFormat.ReadPosted(await contentOf(known, ct), date, sum);
            foreach (var (key, count) in book.Postings.On(date)) sum.Add(date, key, count);
            return BookFormat.Posted(sum.On(date));
        }

        async Task<byte[]> Spend(
            DateOnly date, IEnumerable<(string CustomerId, string Did, DateOnly Date, decimal Charged)> more)
        {
            var sum = new LogSpend(SpendCuts.All);
            if (before.TryGetValue(CheckpointBlock.Spend(date), out var known))
                BookFormat.ReadSpend(await contentOf(known, ct), date, sum);
            foreach (var one in more) sum.Add(one.CustomerId, one.Did, date, one.Charged);
            return BookFormat.Spend(sum.All().Select(one => (one.CustomerId, one.Did, one.Charged)));
        }
    }
}
