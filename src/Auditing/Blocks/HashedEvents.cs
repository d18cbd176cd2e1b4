using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PackageBilling.Auditing.Blocks;

/// <summary>A span of the log, hashed row by row.</summary>
/// <param name="First">Its first position.</param>
/// <param name="Last">Its last position.</param>
/// <param name="Count">How many events are there.</param>
/// <param name="Root">SHA-256 over the hashes of the events, one after the other.</param>
/// <param name="Fingerprints">
/// 12 bytes an event: its distance from the first position, and the first 8 bytes of its hash.
/// </param>
internal sealed record HashedEvents(long First, long Last, long Count, string Root, byte[] Fingerprints)
{
    private const int Fingerprint = 12;

    /// <summary>Reads and hashes a span in one short statement.</summary>
    public static async Task<HashedEvents> Read(NpgsqlDataSource source, long first, long last, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var form = new EventFormat();
        using var root = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var fingerprints = new MemoryStream();
        var mark = new byte[Fingerprint];
        await using var reader = await RawEvents.Read(connection, first, last, ct);
        while (await reader.ReadAsync(ct))
        {
            var leaf = form.Leaf(reader);
            root.AppendData(leaf);
            BinaryPrimitives.WriteUInt32BigEndian(mark, (uint)(reader.GetInt64(0) - first));
            leaf.AsSpan(0, 8).CopyTo(mark.AsSpan(4));
            fingerprints.Write(mark);
        }
        return new(first, last, fingerprints.Length / Fingerprint, MerkleTree.Hex(root.GetHashAndReset()),
            fingerprints.ToArray());
    }

    /// <summary>The events of some fingerprints: their positions and the beginnings of their hashes.</summary>
    public static IEnumerable<(long Position, string Hash)> Named(byte[] fingerprints, long first)
    {
        for (var place = 0; place + Fingerprint <= fingerprints.Length; place += Fingerprint)
            yield return (first + BinaryPrimitives.ReadUInt32BigEndian(fingerprints.AsSpan(place)),
                MerkleTree.Hex(fingerprints.AsSpan(place + 4, 8)));
    }
}
