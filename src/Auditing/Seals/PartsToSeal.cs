using System.Security.Cryptography;

namespace PackageBilling.Auditing.Seals;

/// <summary>Collects the leaves that a run's parts have stored.</summary>
internal static class PartsToSeal
{
    /// <summary>
    /// Removes all leaves of a run and returns those of the parts that were posted before it ended. What was posted
    /// after that is in no seal (blocks cover it); leaves of runs that are sealed already are removed too.
    /// </summary>
    /// <param name="connection">Inside the transaction that writes the seal.</param>
    /// <param name="runId">The run.</param>
    /// <param name="ended">The position of the event that ended it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<RunLeaves> Take(
        NpgsqlConnection connection, string runId, long ended, CancellationToken ct)
    {
        var leaves = new RunLeaves();
        await using var command = new NpgsqlCommand("""
            WITH taken AS (
                DELETE FROM posting.unsealed_parts p
                WHERE run_id = $1 OR EXISTS (SELECT FROM audit.seals s WHERE s.run_id = p.run_id)
                RETURNING charged_customers, charged_lines, charged_hashes, other_customers, other_lines, other_hashes,
                    run_id = $1 AND position < $2 AS counts)
            SELECT * FROM taken ORDER BY coalesce(charged_customers[1], other_customers[1]) COLLATE "C"
            """, connection)
        { Parameters = { new() { Value = runId }, new() { Value = ended } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (!reader.GetBoolean(6)) continue;
            Read(reader, 0, leaves.Charged);
            Read(reader, 3, leaves.NotCharged);
        }
        return leaves;
    }

    private static void Read(NpgsqlDataReader row, int column, LeafList into)
    {
        var (customers, lines) = (row.GetFieldValue<string[]>(column), row.GetFieldValue<int[]>(column + 1));
        var hashes = row.GetFieldValue<byte[]>(column + 2);
        for (var (i, start) = (0, 0); i < customers.Length; start += lines[i++] * SHA256.HashSizeInBytes)
            into.Add(customers[i], hashes.AsMemory(start, lines[i] * SHA256.HashSizeInBytes));
    }
}
