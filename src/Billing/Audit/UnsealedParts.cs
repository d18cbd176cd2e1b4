using System.Security.Cryptography;
using Npgsql;

namespace PackageBilling.Billing;

/// <summary>Leaves of runs under way, written part by part in the transaction of the sealing's checkpoint.</summary>
internal static class UnsealedParts
{
    /// <summary>Keeps a part's leaves. What is posted after a run's end is in no seal; blocks cover it.</summary>
    public static async Task Keep(NpgsqlConnection connection, string runId, long position, RunLeaves leaves, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO audit.unsealed_parts
            SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM audit.seals WHERE run_id = $1)
            """, connection);
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = position });
        foreach (var list in (LeafList[])[leaves.Charged, leaves.NotCharged])
        {
            command.Parameters.Add(new() { Value = list.Customers.Select(customer => customer.CustomerId).ToArray() });
            command.Parameters.Add(new() { Value = list.Customers.Select(customer => customer.Hashes.Length / SHA256.HashSizeInBytes).ToArray() });
            command.Parameters.Add(new() { Value = list.Hashes() });
        }
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes all leaves of a run out.</summary>
    public static async Task<RunLeaves> Take(NpgsqlConnection connection, string runId, CancellationToken ct)
    {
        var leaves = new RunLeaves();
        await using var command = new NpgsqlCommand("""
            DELETE FROM audit.unsealed_parts WHERE run_id = $1
            RETURNING charged_customers, charged_lines, charged_hashes, other_customers, other_lines, other_hashes
            """, connection)
        { Parameters = { new() { Value = runId } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            Read(reader, 0, leaves.Charged);
            Read(reader, 3, leaves.NotCharged);
        }
        return leaves;
    }

    private static void Read(NpgsqlDataReader row, int column, LeafList into)
    {
        var (customers, lines, hashes) = (row.GetFieldValue<string[]>(column), row.GetFieldValue<int[]>(column + 1), row.GetFieldValue<byte[]>(column + 2));
        for (var (i, start) = (0, 0); i < customers.Length; start += lines[i++] * SHA256.HashSizeInBytes)
            into.Add(customers[i], hashes[start..(start + (lines[i] * SHA256.HashSizeInBytes))]);
    }
}
