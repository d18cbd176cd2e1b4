using System.Buffers;
using System.Security.Cryptography;

namespace PackageBilling.Auditing.Seals;

/// <summary>
/// The leaves of a run's lines as they come, in whatever order its parts were posted. A line takes 32 bytes here, so a
/// million lines with their customers some 60 MB.
/// </summary>
internal sealed class RunLeaves
{
    /// <summary>The lines that were charged.</summary>
    public LeafList Charged { get; } = new();

    /// <summary>The lines that were considered and not charged.</summary>
    public LeafList NotCharged { get; } = new();

    /// <summary>Takes in what was posted to one customer.</summary>
    public void Add(ChargesPosted posted) => Charged.Add(posted.CustomerId, Of(posted));

    /// <summary>Takes in what a part did not charge.</summary>
    public void Add(DateOnly date, ChargeRunPartPosted part)
    {
        foreach (var customer in part.NotCharged.GroupBy(line => line.CustomerId, StringComparer.Ordinal))
            NotCharged.Add(customer.Key, Of(date, customer));
    }

    /// <summary>The leaves of what was posted to one customer, one after the other.</summary>
    public static byte[] Of(ChargesPosted posted) =>
        Leaves(posted.Lines, (form, line) => SealedFormat.Write(form, posted, line));

    /// <summary>The leaves of what was not charged to one customer, one after the other.</summary>
    public static byte[] Of(DateOnly date, IEnumerable<UnchargedLine> lines) =>
        Leaves(lines, (form, line) => SealedFormat.Write(form, date, line));

    private static byte[] Leaves<T>(IEnumerable<T> lines, Action<ArrayBufferWriter<byte>, T> write)
    {
        var (form, leaves) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        foreach (var line in lines)
        {
            form.ResetWrittenCount();
            write(form, line);
            SealedLine.AddLeaf(leaves, form.WrittenSpan);
        }
        return leaves.WrittenSpan.ToArray();
    }
}

/// <summary>Leaves by customer. The lines of one customer come in their order: assignment, then kind.</summary>
internal sealed class LeafList
{
    private readonly List<(string CustomerId, ReadOnlyMemory<byte> Hashes)> _customers = [];

    /// <summary>Adds a customer's leaves, which may be a piece of what others are in too.</summary>
    public void Add(string customerId, ReadOnlyMemory<byte> hashes) => _customers.Add((customerId, hashes));

    /// <summary>The root of all of them, in the order of customers, and how many there are.</summary>
    public (string Root, long Count) Seal()
    {
        var leaves = new List<ReadOnlyMemory<byte>>(
            _customers.Sum(customer => customer.Hashes.Length) / SHA256.HashSizeInBytes);
        foreach (var (_, hashes) in InOrder())
            for (var start = 0; start < hashes.Length; start += SHA256.HashSizeInBytes)
                leaves.Add(hashes.Slice(start, SHA256.HashSizeInBytes));
        return (MerkleTree.Root(leaves), leaves.Count);
    }

    private IEnumerable<(string CustomerId, ReadOnlyMemory<byte> Hashes)> InOrder() =>
        IsInOrder() ? _customers : _customers.OrderBy(customer => customer.CustomerId, StringComparer.Ordinal);

    // Nearly always, since a run goes through customers in their order.
    private bool IsInOrder()
    {
        for (var i = 1; i < _customers.Count; i++)
            if (string.CompareOrdinal(_customers[i - 1].CustomerId, _customers[i].CustomerId) > 0) return false;
        return true;
    }
}
