using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>
/// A Merkle tree in the shape of RFC 6962, fed leaf by leaf; only the hashes along its right edge are kept. Leaves and inner
/// nodes have different prefixes, so that none can be taken for the other.
/// </summary>
internal sealed class MerkleTree
{
    /// <summary>Pairs of nodes that are worth a task of their own: a millisecond's work.</summary>
    private const int PairsAtOnce = 2_048;

    private readonly List<(int Level, byte[] Hash)> _edge = [];

    /// <summary>How many leaves there are.</summary>
    public long Count { get; private set; }

    /// <summary>The hash of a leaf's content.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> content)
    {
        Span<byte> prefixed = content.Length < 1024 ? stackalloc byte[content.Length + 1] : new byte[content.Length + 1];
        prefixed[0] = 0;
        content.CopyTo(prefixed[1..]);
        return SHA256.HashData(prefixed);
    }

    /// <summary>Adds a leaf's hash.</summary>
    public void Add(ReadOnlySpan<byte> leaf)
    {
        Count++;
        var (level, hash) = (0, leaf.ToArray());
        while (_edge.Count > 0 && _edge[^1].Level == level)
        {
            hash = Inner(_edge[^1].Hash, hash);
            _edge.RemoveAt(_edge.Count - 1);
            level++;
        }
        _edge.Add((level, hash));
    }

    /// <summary>The root as hexadecimal text; of no leaves the hash of nothing.</summary>
    public string Root()
    {
        if (_edge.Count == 0) return Hex(SHA256.HashData([]));
        var root = _edge[^1].Hash;
        for (var i = _edge.Count - 2; i >= 0; i--) root = Inner(_edge[i].Hash, root);
        return Hex(root);
    }

    /// <summary>The root of leaves that are all there, made level by level on all processors: what <see cref="Root()"/> says after adding each.</summary>
    /// <param name="leaves">Their hashes, one after the other; what is in it afterwards means nothing.</param>
    public static string Root(byte[] leaves)
    {
        var count = leaves.Length / SHA256.HashSizeInBytes;
        if (count == 0) return Hex(SHA256.HashData([]));
        var (nodes, above) = (leaves, new byte[(count + 1) / 2 * SHA256.HashSizeInBytes]);
        for (; count > 1; count = (count + 1) / 2)
        {
            var pairs = count / 2;
            if (pairs < 2 * PairsAtOnce) Inner(nodes, above, 0, pairs);
            else
            {
                var (below, into) = (nodes, above);
                Parallel.For(0, (pairs + PairsAtOnce - 1) / PairsAtOnce, n => Inner(below, into, n * PairsAtOnce, Math.Min(pairs, (n + 1) * PairsAtOnce)));
            }
            // One that is left over goes up as it is.
            if (count % 2 == 1) nodes.AsSpan((count - 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes).CopyTo(above.AsSpan(pairs * SHA256.HashSizeInBytes));
            (nodes, above) = (above, nodes);
        }
        return Hex(nodes.AsSpan(0, SHA256.HashSizeInBytes));
    }

    public static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);

    private static void Inner(byte[] nodes, byte[] above, int from, int to)
    {
        Span<byte> pair = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        pair[0] = 1;
        for (var n = from; n < to; n++)
        {
            nodes.AsSpan(2 * n * SHA256.HashSizeInBytes, 2 * SHA256.HashSizeInBytes).CopyTo(pair[1..]);
            SHA256.HashData(pair, above.AsSpan(n * SHA256.HashSizeInBytes));
        }
    }

    private static byte[] Inner(byte[] left, byte[] right)
    {
        Span<byte> pair = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        pair[0] = 1;
        left.CopyTo(pair[1..]);
        right.CopyTo(pair[(1 + SHA256.HashSizeInBytes)..]);
        return SHA256.HashData(pair);
    }
}
