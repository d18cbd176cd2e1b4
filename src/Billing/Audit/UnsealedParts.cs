using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>Leaves of runs under way, written part by part in the transaction that posts the part.</summary>
internal static class UnsealedParts
{
    /// <summary>Keeps a part's leaves. What is posted after a run's end is in no seal; blocks cover it.</summary>
    public static async Task Keep(
        NpgsqlConnection connection, string runId, long position, PartLeaves charged, PartLeaves notCharged, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO audit.unsealed_parts
            SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM audit.seals WHERE run_id = $1)
            """, connection);
        command.Parameters.AddValues(runId, position);
        foreach (var leaves in (PartLeaves[])[charged, notCharged])
        {
            command.Parameters.AddValues(leaves.Customers, leaves.Lines);
            command.Parameters.Add(new() { Value = leaves.Hashes, NpgsqlDbType = NpgsqlDbType.Bytea });
        }
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes all leaves of a run out; those of parts that were posted before its end are its leaves.</summary>
    public static async Task<RunLeaves> Take(NpgsqlConnection connection, string runId, long ended, CancellationToken ct)
    {
        var leaves = new RunLeaves();
        await using var command = new NpgsqlCommand("""
            WITH taken AS (
                DELETE FROM audit.unsealed_parts WHERE run_id = $1
                RETURNING charged_customers, charged_lines, charged_hashes, other_customers, other_lines, other_hashes, position < $2 AS counts)
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
        var (customers, lines, hashes) = (row.GetFieldValue<string[]>(column), row.GetFieldValue<int[]>(column + 1), row.GetFieldValue<byte[]>(column + 2));
        for (var (i, start) = (0, 0); i < customers.Length; start += lines[i++] * SHA256.HashSizeInBytes)
            into.Add(customers[i], hashes.AsMemory(start, lines[i] * SHA256.HashSizeInBytes));
    }
}

/// <summary>The leaves of one part, customer by customer.</summary>
/// <param name="Customers">The customers.</param>
/// <param name="Lines">How many leaves each has.</param>
/// <param name="Hashes">The leaves, one after the other.</param>
internal sealed record PartLeaves(string[] Customers, int[] Lines, ReadOnlyMemory<byte> Hashes);
