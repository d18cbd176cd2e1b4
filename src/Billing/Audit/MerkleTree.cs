using System.Buffers;
using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>
/// A Merkle tree in the shape of RFC 6962, fed leaf by leaf; only the hashes along its right edge are kept. Leaves and inner
/// nodes have different prefixes, so that none can be taken for the other.
/// </summary>
internal sealed class MerkleTree
{
    /// <summary>Leaves, a power of two, that are worth a task of their own: some milliseconds' work.</summary>
    private const int BlockBytes = 4_096 * SHA256.HashSizeInBytes;

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

    /// <summary>The root of leaves that are all there, made on all processors: what <see cref="Root()"/> says after adding each.</summary>
    /// <param name="pieces">The leaves' hashes in order, some of them in each piece.</param>
    public static string Root(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        // As many leaves as a power of two are a tree of their own within the whole one, so a few are copied at a time, and not all.
        var blocks = Blocks(pieces);
        if (blocks.Count == 0) return Hex(SHA256.HashData([]));
        var roots = new byte[blocks.Count * SHA256.HashSizeInBytes];
        Parallel.For(0, blocks.Count, n =>
        {
            var nodes = ArrayPool<byte>.Shared.Rent(BlockBytes);
            var length = Copy(pieces, blocks[n], nodes.AsSpan(0, BlockBytes));
            Root(nodes.AsSpan(0, length)).CopyTo(roots.AsSpan(n * SHA256.HashSizeInBytes));
            ArrayPool<byte>.Shared.Return(nodes);
        });
        return Hex(Root(roots));
    }

    public static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);

    // The root of nodes, level by level and in their own place.
    private static Span<byte> Root(Span<byte> nodes)
    {
        Span<byte> pair = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        pair[0] = 1;
        for (var count = nodes.Length / SHA256.HashSizeInBytes; count > 1; count = (count + 1) / 2)
        {
            for (var n = 0; n < count / 2; n++)
            {
                nodes.Slice(2 * n * SHA256.HashSizeInBytes, 2 * SHA256.HashSizeInBytes).CopyTo(pair[1..]);
                SHA256.HashData(pair, nodes[(n * SHA256.HashSizeInBytes)..]);
            }
            // One that is left over goes up as it is.
            if (count % 2 == 1)
                nodes.Slice((count - 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes).CopyTo(nodes[(count / 2 * SHA256.HashSizeInBytes)..]);
        }
        return nodes[..SHA256.HashSizeInBytes];
    }

    // Where in the pieces each block begins.
    private static List<(int Piece, int Start)> Blocks(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var blocks = new List<(int Piece, int Start)>();
        var next = 0L;
        var before = 0L;
        for (var n = 0; n < pieces.Count; before += pieces[n++].Length)
            for (; next < before + pieces[n].Length; next += BlockBytes) blocks.Add((n, (int)(next - before)));
        return blocks;
    }

    private static int Copy(IReadOnlyList<ReadOnlyMemory<byte>> pieces, (int Piece, int Start) from, Span<byte> block)
    {
        var length = 0;
        for (var (piece, start) = from; piece < pieces.Count && length < block.Length; (piece, start) = (piece + 1, 0))
        {
            var some = pieces[piece].Span[start..];
            if (some.Length > block.Length - length) some = some[..(block.Length - length)];
            some.CopyTo(block[length..]);
            length += some.Length;
        }
        return length;
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
