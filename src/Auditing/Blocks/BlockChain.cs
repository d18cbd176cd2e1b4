using System.Runtime.CompilerServices;

namespace PackageBilling.Auditing.Blocks;

/// <summary>The stored chain of blocks.</summary>
internal sealed class BlockChain(NpgsqlDataSource source)
{
    private const string Columns = "number, first_position, last_position, events, root, previous, hash, fingerprints";

    public async Task<EventBlock?> Last(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"SELECT {Columns} FROM audit.blocks ORDER BY number DESC LIMIT 1");
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <summary>
    /// All blocks in the order of their numbers, read in short statements because a verification may take long.
    /// </summary>
    public async IAsyncEnumerable<EventBlock> All([EnumeratorCancellation] CancellationToken ct)
    {
        var after = long.MinValue;
        while (true)
        {
            var page = new List<EventBlock>();
            await using (var command = source.CreateCommand(
                $"SELECT {Columns} FROM audit.blocks WHERE number > $1 ORDER BY number LIMIT 20"))
            {
                command.Parameters.Add(new() { Value = after });
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct)) page.Add(Read(reader));
            }
            foreach (var block in page) yield return block;
            if (page.Count == 0) yield break;
            after = page[^1].Number;
        }
    }

    /// <summary>Adds a link, unless another node has added one of that number.</summary>
    public async Task Add(EventBlock block, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"INSERT INTO audit.blocks ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING");
        command.Parameters.AddValues(
            block.Number, block.First, block.Last, block.Events, block.Root, block.Previous, block.Hash,
            block.Fingerprints);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static EventBlock Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5),
        row.GetString(6), row.GetFieldValue<byte[]>(7));
}
