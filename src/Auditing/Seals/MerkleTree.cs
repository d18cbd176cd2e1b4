using System.Buffers;
using System.Security.Cryptography;

namespace PackageBilling.Auditing.Seals;

/// <summary>
/// A Merkle tree in the shape of RFC 6962, fed leaf by leaf; only the hashes along its right edge are kept. Leaves and
/// inner nodes have different prefixes, so that none can be taken for the other.
/// </summary>
internal sealed class MerkleTree
{
    /// <summary>
    /// How many leaves are worth a task of their own, a few milliseconds' work. A power of two, so that they form a
    /// subtree.
    /// </summary>
    private const int Block = 4_096;

    private readonly List<(int Level, byte[] Hash)> _edge = [];

    /// <summary>How many leaves there are.</summary>
    public long Count { get; private set; }

    /// <summary>The hash of a leaf's content.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> content)
    {
        Span<byte> prefixed = content.Length < 1024
            ? stackalloc byte[content.Length + 1]
            : new byte[content.Length + 1];
        prefixed[0] = 0;
        content.CopyTo(prefixed[1..]);
        var hash = new byte[SHA256.HashSizeInBytes];
        ShortHash.Write(prefixed, hash);
        return hash;
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

    /// <summary>
    /// The root of leaves that are all known, computed on all processors. Equals what <see cref="Root()"/> gives after
    /// adding each of them.
    /// </summary>
    public static string Root(IReadOnlyList<ReadOnlyMemory<byte>> leaves)
    {
        var blocks = new byte[(leaves.Count + Block - 1) / Block][];
        Parallel.For(0, blocks.Length, n =>
        {
            var count = Math.Min(Block, leaves.Count - (n * Block));
            var hashes = ArrayPool<byte>.Shared.Rent(count * SHA256.HashSizeInBytes);
            for (var leaf = 0; leaf < count; leaf++)
                leaves[(n * Block) + leaf].Span.CopyTo(hashes.AsSpan(leaf * SHA256.HashSizeInBytes));
            blocks[n] = Hash(hashes, count);
            ArrayPool<byte>.Shared.Return(hashes);
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

    /// <summary>
    /// The root of hashes stored one after the other, computed in place level by level; a hash without a neighbor moves
    /// up unchanged.
    /// </summary>
    private static byte[] Hash(byte[] hashes, int count)
    {
        for (int above; count > 1; count = above)
        {
            above = (count + 1) / 2;
            for (var n = 0; n < count / 2; n++)
                Inner(hashes.AsSpan(2 * n * SHA256.HashSizeInBytes, 2 * SHA256.HashSizeInBytes),
                    hashes.AsSpan(n * SHA256.HashSizeInBytes));
            if (count % 2 > 0)
                hashes.AsSpan((count - 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes)
                    .CopyTo(hashes.AsSpan((above - 1) * SHA256.HashSizeInBytes));
        }
        return hashes[..SHA256.HashSizeInBytes];
    }

    private static byte[] Inner(byte[] left, byte[] right)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Inner((ReadOnlySpan<byte>)[.. left, .. right], hash);
        return hash;
    }

    private static void Inner(ReadOnlySpan<byte> leftAndRight, Span<byte> into)
    {
        Span<byte> prefixed = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        prefixed[0] = 1;
        leftAndRight.CopyTo(prefixed[1..]);
        ShortHash.Write(prefixed, into);
    }
}
