using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// The stored checkpoints of the book. The log is what is trusted: a list of blocks that does not hash to the sealed
/// root, or a block that does not hash to what the list says, is treated as missing.
/// </summary>
internal sealed class Checkpoints(
    NpgsqlDataSource source, IEventLog log, LogInspection inspection, ILogger<Checkpoints> logger)
{
    // As many as one statement reads: a few megabytes.
    private const int BlocksPerRead = 16;

    /// <summary>The checkpoints that were sealed up to a position, oldest first.</summary>
    public async Task<IReadOnlyList<BookCheckpointSealed>> Sealed(long through, CancellationToken ct) =>
        [
            .. (await log.ReadStream(AuditStreams.Checkpoints, ct)).Where(stored => stored.Position <= through)
                .Select(stored => stored.Data).OfType<BookCheckpointSealed>(),
        ];

    /// <summary>
    /// The newest one that was folded no further than a position, is in the format that is read, and is what was
    /// sealed.
    /// </summary>
    public async Task<(BookCheckpointSealed Made, IReadOnlyList<CheckpointBlock> Blocks)?> Nearest(
        long position, CancellationToken ct)
    {
        foreach (var made in (await Sealed(long.MaxValue, ct)).Reverse())
        {
            if (made.Position > position || made.Form != BookFormat.Number) continue;
            var blocks = await Blocks(made.Number, ct);
            if (IsAsSealed(made, blocks)) return (made, blocks);
            logger.LogError(
                "Checkpoint {Number} of the book is not what was sealed and is not used; verify names what was changed",
                made.Number);
        }
        return null;
    }

    /// <summary>Whether a list of blocks is the sealed one.</summary>
    public static bool IsAsSealed(BookCheckpointSealed made, IReadOnlyList<CheckpointBlock> blocks) =>
        Chain.SealOf(made) == made.Seal && blocks.Count == made.Blocks && Chain.RootOf(blocks) == made.Root;

    /// <summary>The list of a checkpoint's blocks, in ordinal order of their names.</summary>
    public async Task<IReadOnlyList<CheckpointBlock>> Blocks(long number, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT name, hash, kept_in FROM audit.checkpoint_blocks WHERE number = $1 ORDER BY name");
        command.Parameters.Add(new() { Value = number });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var blocks = new List<CheckpointBlock>();
        while (await reader.ReadAsync(ct))
            blocks.Add(new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return blocks;
    }

    /// <summary>
    /// A block that has content of its own although the list says that it is kept elsewhere; null when there is none.
    /// </summary>
    public async Task<string?> Unneeded(long number, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT name FROM audit.checkpoint_blocks "
            + "WHERE number = $1 AND kept_in <> number AND content IS NOT NULL LIMIT 1");
        command.Parameters.Add(new() { Value = number });
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>One block's content.</summary>
    /// <exception cref="CheckpointFaultException">It is not what was written.</exception>
    public async Task<byte[]> Content(CheckpointBlock block, CancellationToken ct)
    {
        await foreach (var (_, content) in Contents([block], ct)) return content;
        throw new CheckpointFaultException(block);
    }

    /// <summary>The contents of some blocks, in no order.</summary>
    /// <exception cref="CheckpointFaultException">One is not what was written.</exception>
    public async IAsyncEnumerable<(CheckpointBlock Block, byte[] Content)> Contents(
        IEnumerable<CheckpointBlock> blocks, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var some in blocks.Chunk(BlocksPerRead))
        {
            var missing = some.ToDictionary(block => block.Name, StringComparer.Ordinal);
            var found = new List<(CheckpointBlock Block, byte[] Content)>();
            await using (var command = source.CreateCommand("""
                SELECT b.name, b.content FROM unnest($1::bigint[], $2::text[]) AS a (number, name)
                JOIN audit.checkpoint_blocks b ON b.number = a.number AND b.name = a.name WHERE b.content IS NOT NULL
                """))
            {
                command.Parameters.Add(new() { Value = some.Select(block => block.KeptIn).ToArray() });
                command.Parameters.Add(new() { Value = some.Select(block => block.Name).ToArray() });
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                    if (missing.Remove(reader.GetString(0), out var block))
                        found.Add((block, reader.GetFieldValue<byte[]>(1)));
            }
            foreach (var block in missing.Values) throw new CheckpointFaultException(block);
            foreach (var (block, content) in found)
                yield return MerkleTree.Hex(SHA256.HashData(content)) == block.Hash
                    ? (block, content)
                    : throw new CheckpointFaultException(block);
        }
    }

    /// <summary>Writes a block of a checkpoint that is not sealed yet.</summary>
    public async Task Keep(long number, CheckpointBlock block, byte[]? content, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "INSERT INTO audit.checkpoint_blocks (number, name, hash, kept_in, content) VALUES ($1, $2, $3, $4, $5)");
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = block.Name });
        command.Parameters.Add(new() { Value = block.Hash });
        command.Parameters.Add(new() { Value = block.KeptIn });
        command.Parameters.Add(
            new() { Value = content is null ? DBNull.Value : content, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Deletes the blocks of checkpoints that were never sealed.</summary>
    public async Task Sweep(long sealedNumber, CancellationToken ct)
    {
        await using var command = source.CreateCommand("DELETE FROM audit.checkpoint_blocks WHERE number > $1");
        command.Parameters.Add(new() { Value = sealedNumber });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// A block of a checkpoint that can't exist, wherever in the log its seal is; null when there is none. Blocks of
    /// the next one are left from an interruption: nothing reads them, and the next checkpoint begins by deleting them.
    /// </summary>
    /// <remarks>The caller makes sure that none is made meanwhile.</remarks>
    public async Task<(long Number, string Name)?> Unsealed(CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT number, name FROM audit.checkpoint_blocks
            WHERE number < 1 OR number > $1 + 1 ORDER BY number, name LIMIT 1
            """);
        command.Parameters.Add(new() { Value = await inspection.NewestVersion(AuditStreams.Checkpoints, ct) });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetInt64(0), row.GetString(1)) : null;
    }

    /// <summary>Bytes that checkpoints take in the database.</summary>
    public async Task<long> Bytes(CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT pg_total_relation_size('audit.checkpoint_blocks')");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}

/// <summary>A block of a checkpoint is not what was sealed, or is gone.</summary>
internal sealed class CheckpointFaultException(CheckpointBlock block)
    : Exception($"Block {block.Name} of checkpoint {block.KeptIn} is not what was sealed.")
{
    public CheckpointBlock Block => block;
}
