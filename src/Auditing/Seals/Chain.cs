using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Auditing.Seals;

/// <summary>How the links of both chains are hashed: a name and the values, a line each (docs/audit.md).</summary>
internal static class Chain
{
    /// <summary>What the first link has in the place of the one before.</summary>
    public static readonly string Start = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>The seal of a run.</summary>
    public static string SealOf(RunSealed run) => Hash(
        "packagebilling.seal.1", CanonicalText.Of(run.Number), run.Previous, run.RunId, CanonicalText.Of(run.Date),
        run.EngineVersion, CanonicalText.Of(run.Ended), run.Root, CanonicalText.Of(run.Lines), run.NotChargedRoot,
        CanonicalText.Of(run.NotCharged));

    /// <summary>The hash of a block of events.</summary>
    public static string HashOf(EventBlock block) => Hash(
        "packagebilling.block.1", CanonicalText.Of(block.Number), block.Previous, CanonicalText.Of(block.First),
        CanonicalText.Of(block.Last), CanonicalText.Of(block.Events), block.Root);

    /// <summary>The seal of a checkpoint of the book.</summary>
    public static string SealOf(BookCheckpointSealed made) => Hash(
        "packagebilling.checkpoint.1", CanonicalText.Of(made.Number), made.Previous, CanonicalText.Of(made.Position),
        CanonicalText.Of(made.Form), made.Root, CanonicalText.Of(made.Blocks), CanonicalText.Of(made.Rows));

    /// <summary>The root over the blocks of a checkpoint, in ordinal order of their names.</summary>
    public static string RootOf(IEnumerable<CheckpointBlock> blocks) =>
        Hash([.. blocks.Select(block => $"{block.Name} {block.Hash}")]);

    private static string Hash(params string[] values) =>
        MerkleTree.Hex(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', values))));
}
