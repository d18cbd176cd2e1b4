using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>
/// A Merkle tree in the shape of RFC 6962, fed leaf by leaf; only the hashes along its right edge are kept. Leaves and inner
/// nodes have different prefixes, so that none can be taken for the other.
/// </summary>
internal sealed class MerkleTree
{
    /// <summary>Leaves that are worth a task of their own, some milliseconds' work: a power of two, so that they are a tree of their own within the whole one.</summary>
    private const int Block = 4_096;

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
    public string Root() => Hex(Hash());

    /// <summary>The root of leaves that are all there, made on all processors: what <see cref="Root()"/> says after adding each.</summary>
    public static string Root(IReadOnlyList<ReadOnlyMemory<byte>> leaves)
    {
        var blocks = new byte[(leaves.Count + Block - 1) / Block][];
        Parallel.For(0, blocks.Length, n =>
        {
            var tree = new MerkleTree();
            for (var leaf = n * Block; leaf < Math.Min(leaves.Count, (n + 1) * Block); leaf++) tree.Add(leaves[leaf].Span);
            blocks[n] = tree.Hash();
        });
        var whole = new MerkleTree();
        foreach (var block in blocks) whole.Add(block);
        return whole.Root();
    }

    public static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);

    private byte[] Hash()
    {
        if (_edge.Count == 0) return SHA256.HashData([]);
        var root = _edge[^1].Hash;
        for (var i = _edge.Count - 2; i >= 0; i--) root = Inner(_edge[i].Hash, root);
        return root;
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
