using System.Security.Cryptography;

namespace PackageBilling.Auditing.Seals;

/// <summary>Leaves by customer. The lines of one customer are added in order: assignment, then kind.</summary>
internal sealed class LeafList
{
    private readonly List<(string CustomerId, ReadOnlyMemory<byte> Hashes)> _customers = [];

    /// <summary>Adds a customer's leaves, which may be a slice of a larger buffer.</summary>
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

    // Nearly always true, since a run goes through customers in order.
    private bool IsInOrder()
    {
        for (var i = 1; i < _customers.Count; i++)
            if (string.CompareOrdinal(_customers[i - 1].CustomerId, _customers[i].CustomerId) > 0) return false;
        return true;
    }
}
